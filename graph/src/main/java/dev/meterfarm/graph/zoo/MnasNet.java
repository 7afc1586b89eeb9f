package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.Nonlinearity.RELU;

import dev.meterfarm.graph.GraphBuilder;
import java.util.List;

/**
 * MnasNet (Tan et al., 2018) B1, and A1 with squeeze-and-excite; SAME everywhere, relu.
 *
 * @param head channels of the last 1x1 convolution
 */
record MnasNet(int resolution, MobileTrunk trunk, int head, int classes) implements Design {
  private static final int SMALLEST = 32;
  private static final MobileStage.Freedom FREEDOM =
      new MobileStage.Freedom(List.of(3, 3, 5, 5, 7), List.of(3.0, 3.0, 4.0, 6.0, 6.0), 0.1);

  static NetworkFamily family() {
    return new Family(
        "mnasnet",
        List.of(new Family.Published("mnasnet_b1", b1()), new Family.Published("mnasnet_a1", a1())),
        MnasNet::drawn);
  }

  private static MnasNet b1() {
    return published(
        List.of(
            stage(1, 3, 1, 1, 16, false),
            stage(3, 3, 2, 3, 24, false),
            stage(3, 5, 2, 3, 40, false),
            stage(3, 5, 2, 6, 80, false),
            stage(2, 3, 1, 6, 96, false),
            stage(4, 5, 2, 6, 192, false),
            stage(1, 3, 1, 6, 320, false)));
  }

  private static MnasNet a1() {
    return published(
        List.of(
            stage(1, 3, 1, 1, 16, false),
            stage(2, 3, 2, 6, 24, false),
            stage(3, 5, 2, 3, 40, true),
            stage(4, 3, 2, 6, 80, false),
            stage(2, 3, 1, 6, 112, true),
            stage(3, 5, 2, 6, 160, true),
            stage(1, 3, 1, 6, 320, false)));
  }

  private static MobileStage stage(
      int repeats, int kernel, int stride, int expansion, int channels, boolean squeezeExcite) {
    return new MobileStage(repeats, kernel, stride, expansion, channels, squeezeExcite, RELU);
  }

  private static MnasNet published(List<MobileStage> stages) {
    return new MnasNet(224, new MobileTrunk(32, RELU, SqueezeExcite.CLASSIC, stages), 1280, 1000);
  }

  private static MnasNet drawn(Draws draws) {
    MnasNet published = draws.chance(0.5) ? a1() : b1();
    return new MnasNet(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        published.trunk().vary(FREEDOM, draws),
        draws.width(1280),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = trunk.apply(layers, Layers.image(graph, resolution), Border.SAME);
    return layers.classify(layers.conv(x, head, 1, 1, RELU), classes);
  }
}
