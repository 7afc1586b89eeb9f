package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.Nonlinearity.SWISH;

import dev.meterfarm.graph.GraphBuilder;
import java.util.List;

/**
 * EfficientNet (Tan and Le, 2019) as in Keras, without its rescaling of the input: swish as
 * LOGISTIC and MUL.
 *
 * @param border of all strided convolutions
 * @param head channels of the last 1x1 convolution
 */
record EfficientNet(int resolution, Border border, MobileTrunk trunk, int head, int classes)
    implements Design {
  private static final int SMALLEST = 32;
  private static final MobileStage.Freedom FREEDOM =
      new MobileStage.Freedom(List.of(3, 3, 5, 5, 7), List.of(3.0, 4.0, 6.0, 6.0), 0.15);

  static NetworkFamily family() {
    return new Family(
        "efficientnet",
        List.of(new Family.Published("efficientnet_b0", b0())),
        EfficientNet::drawn);
  }

  private static EfficientNet b0() {
    List<MobileStage> stages =
        List.of(
            stage(1, 3, 1, 1, 16),
            stage(2, 3, 2, 6, 24),
            stage(2, 5, 2, 6, 40),
            stage(3, 3, 2, 6, 80),
            stage(3, 5, 1, 6, 112),
            stage(4, 5, 2, 6, 192),
            stage(1, 3, 1, 6, 320));
    return new EfficientNet(
        224,
        Border.SAME,
        new MobileTrunk(32, SWISH, SqueezeExcite.EFFICIENTNET, stages),
        1280,
        1000);
  }

  private static MobileStage stage(
      int repeats, int kernel, int stride, int expansion, int channels) {
    return new MobileStage(repeats, kernel, stride, expansion, channels, true, SWISH);
  }

  private static EfficientNet drawn(Draws draws) {
    return new EfficientNet(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.kerasBorder(),
        b0().trunk().vary(FREEDOM, draws),
        draws.width(1280),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, border);
    int x = trunk.apply(layers, Layers.image(graph, resolution), border);
    return layers.classify(layers.conv(x, head, 1, 1, SWISH), classes);
  }
}
