package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * ShuffleNet v2 (Ma et al., 2018): SPLIT, CONCATENATION, and the channel shuffle as RESHAPE,
 * TRANSPOSE, RESHAPE; SAME everywhere.
 *
 * @param head channels of the last 1x1 convolution
 */
record ShuffleNetV2(int resolution, int stem, List<Unit> units, int head, int classes)
    implements Design {
  private static final int SMALLEST = 32;
  private static final List<Integer> WIDTHS = List.of(116, 232, 464);
  private static final List<Integer> DEPTHS = List.of(4, 8, 4);

  /**
   * One unit; where it is strided it halves the image and both halves are computed.
   *
   * @param inner channels inside the computed half
   * @param channels channels of the output, even
   */
  record Unit(int inner, int channels, int kernel, int stride) {
    int apply(Layers layers, int x) {
      GraphBuilder graph = layers.graph();
      int half = channels / 2;
      if (stride > 1) {
        int left = layers.dwconv(x, kernel, stride, Nonlinearity.NONE);
        left = layers.conv(left, half, 1, 1, Nonlinearity.RELU);
        return shuffle(graph, graph.concat(left, right(layers, x, half)));
      }
      List<Integer> halves = graph.split(x, 3, 2);
      return shuffle(graph, graph.concat(halves.get(0), right(layers, halves.get(1), half)));
    }

    private int right(Layers layers, int x, int half) {
      int inside = layers.conv(x, inner, 1, 1, Nonlinearity.RELU);
      inside = layers.dwconv(inside, kernel, stride, Nonlinearity.NONE);
      return layers.conv(inside, half, 1, 1, Nonlinearity.RELU);
    }

    private static int shuffle(GraphBuilder graph, int x) {
      Shape in = graph.shape(x);
      int paired = graph.reshape(x, 1, in.height(), in.width(), 2, in.channels() / 2);
      int swapped = graph.transpose(paired, 0, 1, 2, 4, 3);
      return graph.reshape(swapped, 1, in.height(), in.width(), in.channels());
    }
  }

  static NetworkFamily family() {
    return new Family(
        "shufflenet_v2",
        List.of(new Family.Published("shufflenet_v2", published())),
        ShuffleNetV2::drawn);
  }

  private static ShuffleNetV2 published() {
    List<Unit> units = new ArrayList<>();
    for (int stage = 0; stage < WIDTHS.size(); stage++) {
      for (int i = 0; i < DEPTHS.get(stage); i++) {
        int width = WIDTHS.get(stage);
        units.add(new Unit(width / 2, width, 3, i == 0 ? 2 : 1));
      }
    }
    return new ShuffleNetV2(224, 24, units, 1024, 1000);
  }

  private static ShuffleNetV2 drawn(Draws draws) {
    List<Unit> units = new ArrayList<>();
    for (int stage = 0; stage < WIDTHS.size(); stage++) {
      int half = draws.width(WIDTHS.get(stage) / 2);
      int depth = draws.depth(DEPTHS.get(stage));
      for (int i = 0; i < depth; i++) {
        int inner = draws.chance(0.5) ? half : draws.width(half);
        units.add(new Unit(inner, 2 * half, draws.oneOf(3, 3, 3, 5, 7), i == 0 ? 2 : 1));
      }
    }
    return new ShuffleNetV2(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.width(24),
        units,
        draws.width(1024),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    x = layers.conv(x, stem, 3, 2, Nonlinearity.RELU);
    x = graph.maxPool(x, 3, 2, Padding.SAME);
    for (Unit unit : units) {
      x = unit.apply(layers, x);
    }
    return layers.classify(layers.conv(x, head, 1, 1, Nonlinearity.RELU), classes);
  }
}
