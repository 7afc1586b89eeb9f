package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.Nonlinearity.HARD_SWISH;
import static dev.meterfarm.graph.zoo.Nonlinearity.RELU;

import dev.meterfarm.graph.GraphBuilder;
import java.util.List;

/**
 * MobileNet v3 (Howard et al., 2019) as in Keras, without its rescaling of the input: hard swish as
 * one op, the hard sigmoid of squeeze-and-excite as relu6 and MUL, the head after the global mean.
 *
 * @param border of the strided depthwise convolutions
 * @param headExpansion channels of the last convolution before the mean / channels of the trunk
 * @param features channels of the 1x1 convolution after the mean
 */
record MobileNetV3(
    int resolution, Border border, MobileTrunk trunk, int headExpansion, int features, int classes)
    implements Design {
  private static final int SMALLEST = 32;
  private static final MobileStage.Freedom FREEDOM =
      new MobileStage.Freedom(List.of(3, 3, 5, 5, 7), List.of(2.0, 2.5, 3.0, 4.0, 6.0), 0.25);

  static NetworkFamily family() {
    return new Family(
        "mobilenet_v3",
        List.of(
            new Family.Published("mobilenet_v3_large", large()),
            new Family.Published("mobilenet_v3_small", small())),
        MobileNetV3::drawn);
  }

  private static MobileNetV3 large() {
    return published(
        1280,
        List.of(
            new MobileStage(1, 3, 1, 1, 16, false, RELU),
            new MobileStage(1, 3, 2, 4, 24, false, RELU),
            new MobileStage(1, 3, 1, 3, 24, false, RELU),
            new MobileStage(3, 5, 2, 3, 40, true, RELU),
            new MobileStage(1, 3, 2, 6, 80, false, HARD_SWISH),
            new MobileStage(1, 3, 1, 2.5, 80, false, HARD_SWISH),
            new MobileStage(2, 3, 1, 2.3, 80, false, HARD_SWISH),
            new MobileStage(2, 3, 1, 6, 112, true, HARD_SWISH),
            new MobileStage(3, 5, 2, 6, 160, true, HARD_SWISH)));
  }

  private static MobileNetV3 small() {
    return published(
        1024,
        List.of(
            new MobileStage(1, 3, 2, 1, 16, true, RELU),
            new MobileStage(1, 3, 2, 4.5, 24, false, RELU),
            new MobileStage(1, 3, 1, 88 / 24.0, 24, false, RELU),
            new MobileStage(1, 5, 2, 4, 40, true, HARD_SWISH),
            new MobileStage(2, 5, 1, 6, 40, true, HARD_SWISH),
            new MobileStage(2, 5, 1, 3, 48, true, HARD_SWISH),
            new MobileStage(3, 5, 2, 6, 96, true, HARD_SWISH)));
  }

  private static MobileNetV3 published(int features, List<MobileStage> stages) {
    return new MobileNetV3(
        224,
        Border.SAME,
        new MobileTrunk(16, HARD_SWISH, SqueezeExcite.MOBILENET_V3, stages),
        6,
        features,
        1000);
  }

  private static MobileNetV3 drawn(Draws draws) {
    MobileNetV3 published = draws.chance(0.7) ? large() : small();
    return new MobileNetV3(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.kerasBorder(),
        published.trunk().vary(FREEDOM, draws),
        draws.between(3, 6),
        draws.width(published.features()),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, border);
    int x = trunk.apply(layers, Layers.image(graph, resolution), Border.SAME);
    x = layers.conv(x, layers.channels(x) * headExpansion, 1, 1, HARD_SWISH);
    int pixel = layers.conv(graph.globalMean(x, true), features, 1, 1, HARD_SWISH);
    return layers.classifyPixel(pixel, classes);
  }
}
