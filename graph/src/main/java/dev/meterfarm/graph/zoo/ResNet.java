package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNet (He et al., 2015) as in Keras: a PAD before the stem and before its pooling, the stride of
 * a bottleneck in its first 1x1 convolution, relu inside the ADD. Keras has no ResNet of basic
 * blocks; those here pad strided 3x3 convolutions in the same way.
 *
 * @param stem channels of the 7x7 convolution
 */
record ResNet(int resolution, int stem, int stemKernel, List<ResidualBlock> blocks, int classes)
    implements Design {
  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);
  private static final int WIDENING = 4;
  private static final int SMALLEST = 32;

  static NetworkFamily family() {
    return new Family(
        "resnet",
        List.of(
            new Family.Published("resnet50", published(true, List.of(3, 4, 6, 3))),
            new Family.Published("resnet34", published(false, List.of(3, 4, 6, 3))),
            new Family.Published("resnet18", published(false, List.of(2, 2, 2, 2)))),
        ResNet::drawn);
  }

  private static ResNet published(boolean bottleneck, List<Integer> depths) {
    List<ResidualBlock> blocks = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      int width = WIDTHS.get(stage);
      for (int i = 0; i < depths.get(stage); i++) {
        blocks.add(
            block(bottleneck, width, bottleneck ? width * WIDENING : width, 3, stride(stage, i)));
      }
    }
    return new ResNet(224, 64, 7, blocks, 1000);
  }

  private static ResNet drawn(Draws draws) {
    boolean bottleneck = draws.chance(0.5);
    List<ResidualBlock> blocks = new ArrayList<>();
    for (int stage = 0; stage < WIDTHS.size(); stage++) {
      int width = WIDTHS.get(stage);
      int channels = draws.width(bottleneck ? width * WIDENING : width);
      int depth = draws.depth(bottleneck ? 4 : 2);
      for (int i = 0; i < depth; i++) {
        int kernel = draws.oneOf(3, 3, 3, 3, 3, 5, 7, 1);
        blocks.add(block(bottleneck, draws.width(width), channels, kernel, stride(stage, i)));
      }
    }
    return new ResNet(
        draws.resolution(bottleneck ? ResolutionMix.HEAVY : ResolutionMix.MIDDLE, SMALLEST),
        draws.width(64),
        draws.oneOf(3, 5, 7, 7),
        blocks,
        draws.classes());
  }

  private static int stride(int stage, int block) {
    return stage > 0 && block == 0 ? 2 : 1;
  }

  private static ResidualBlock block(
      boolean bottleneck, int inner, int channels, int kernel, int stride) {
    return bottleneck
        ? new Bottleneck(inner, channels, kernel, stride, true, 1, false)
        : new BasicBlock(inner, channels, kernel, stride);
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SYMMETRIC);
    int x = Layers.image(graph, resolution);
    x = layers.conv(x, stem, stemKernel, 2, Nonlinearity.RELU);
    x = graph.maxPool(graph.pad(x, 1, 1, 1, 1), 3, 2, Padding.VALID);
    for (ResidualBlock block : blocks) {
      x = block.apply(layers, x);
    }
    return layers.classify(x, classes);
  }
}
