package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.Nonlinearity.RELU6;

import dev.meterfarm.graph.GraphBuilder;
import java.util.List;

/**
 * MobileNet v2 (Sandler et al., 2018) as in Keras.
 *
 * @param border of the strided depthwise convolutions
 * @param head channels of the last 1x1 convolution
 */
record MobileNetV2(int resolution, Border border, MobileTrunk trunk, int head, int classes)
    implements Design {
  private static final int SMALLEST = 32;
  private static final MobileStage.Freedom FREEDOM =
      new MobileStage.Freedom(List.of(3, 3, 3, 5, 7), List.of(2.0, 3.0, 4.0, 6.0, 6.0), 0);

  static NetworkFamily family() {
    return new Family(
        "mobilenet_v2",
        List.of(new Family.Published("mobilenet_v2", published())),
        MobileNetV2::drawn);
  }

  private static MobileNetV2 published() {
    List<MobileStage> stages =
        List.of(
            stage(1, 1, 1, 16),
            stage(2, 2, 6, 24),
            stage(3, 2, 6, 32),
            stage(4, 2, 6, 64),
            stage(3, 1, 6, 96),
            stage(3, 2, 6, 160),
            stage(1, 1, 6, 320));
    return new MobileNetV2(
        224, Border.SAME, new MobileTrunk(32, RELU6, SqueezeExcite.CLASSIC, stages), 1280, 1000);
  }

  private static MobileStage stage(int repeats, int stride, int expansion, int channels) {
    return new MobileStage(repeats, 3, stride, expansion, channels, false, RELU6);
  }

  private static MobileNetV2 drawn(Draws draws) {
    return new MobileNetV2(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.kerasBorder(),
        published().trunk().vary(FREEDOM, draws),
        draws.width(1280),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, border);
    int x = trunk.apply(layers, Layers.image(graph, resolution), Border.SAME);
    return layers.classify(layers.with(Border.VALID).conv(x, head, 1, 1, RELU6), classes);
  }
}
