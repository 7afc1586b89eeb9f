package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.Nonlinearity.RELU6;

import dev.meterfarm.graph.GraphBuilder;
import java.util.List;

/**
 * The network that ProxylessNAS (Cai et al., 2018) found for phones; SAME everywhere, relu6.
 *
 * @param head channels of the last 1x1 convolution
 */
record ProxylessNas(int resolution, MobileTrunk trunk, int head, int classes) implements Design {
  private static final int SMALLEST = 32;
  private static final MobileStage.Freedom FREEDOM =
      new MobileStage.Freedom(List.of(3, 5, 7), List.of(3.0, 6.0), 0);

  static NetworkFamily family() {
    return new Family(
        "proxylessnas",
        List.of(new Family.Published("proxylessnas", published())),
        ProxylessNas::drawn);
  }

  private static ProxylessNas published() {
    List<MobileStage> stages =
        List.of(
            stage(1, 3, 1, 1, 16),
            stage(1, 5, 2, 3, 32),
            stage(1, 3, 1, 3, 32),
            stage(1, 7, 2, 3, 40),
            stage(1, 3, 1, 3, 40),
            stage(2, 5, 1, 3, 40),
            stage(1, 7, 2, 6, 80),
            stage(3, 5, 1, 3, 80),
            stage(1, 5, 1, 6, 96),
            stage(3, 5, 1, 3, 96),
            stage(1, 7, 2, 6, 192),
            stage(1, 7, 1, 6, 192),
            stage(2, 7, 1, 3, 192),
            stage(1, 7, 1, 6, 320));
    return new ProxylessNas(
        224, new MobileTrunk(32, RELU6, SqueezeExcite.CLASSIC, stages), 1280, 1000);
  }

  private static MobileStage stage(
      int repeats, int kernel, int stride, int expansion, int channels) {
    return new MobileStage(repeats, kernel, stride, expansion, channels, false, RELU6);
  }

  private static ProxylessNas drawn(Draws draws) {
    return new ProxylessNas(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        published().trunk().vary(FREEDOM, draws),
        draws.width(1280),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = trunk.apply(layers, Layers.image(graph, resolution), Border.SAME);
    return layers.classify(layers.conv(x, head, 1, 1, RELU6), classes);
  }
}
