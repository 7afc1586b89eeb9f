package dev.meterfarm.graph.zoo;

import static dev.meterfarm.graph.zoo.SearchCell.Edge.CONV_3X3;
import static dev.meterfarm.graph.zoo.SearchCell.Edge.SKIP;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import java.util.List;

/**
 * NAS-Bench-201 (Dong and Yang, 2020): three stacks of one searched cell for 32x32 images, with a
 * strided residual block between two stacks.
 *
 * @param widths channels of each stack
 * @param repeats cells in a stack
 */
record NasBench201(SearchCell cell, List<Integer> widths, int repeats, int classes)
    implements Design {
  private static final int RESOLUTION = 32;
  private static final List<Integer> WIDTHS = List.of(16, 32, 64);
  private static final int REPEATS = 5;
  private static final double PUBLISHED_SHARE = 0.25;

  static NetworkFamily family() {
    return new Family(
        "nasbench201",
        List.of(new Family.Published("nasbench201", published())),
        NasBench201::drawn);
  }

  /** The cell with the best published accuracy on CIFAR-10. */
  private static NasBench201 published() {
    SearchCell cell =
        new SearchCell(List.of(CONV_3X3, CONV_3X3, CONV_3X3, SKIP, CONV_3X3, CONV_3X3));
    return new NasBench201(cell, WIDTHS, REPEATS, 10);
  }

  private static NasBench201 drawn(Draws draws) {
    return new NasBench201(
        SearchCell.drawn(draws),
        draws.chance(PUBLISHED_SHARE) ? WIDTHS : WIDTHS.stream().map(draws::width).toList(),
        draws.chance(PUBLISHED_SHARE) ? REPEATS : draws.depth(REPEATS),
        draws.oneOf(10, 10, 100, 120));
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = layers.conv(Layers.image(graph, RESOLUTION), widths.get(0), 3, 1, Nonlinearity.NONE);
    for (int stack = 0; stack < widths.size(); stack++) {
      if (stack > 0) {
        x = reduce(layers, x, widths.get(stack));
      }
      for (int i = 0; i < repeats; i++) {
        x = cell.apply(layers, x);
      }
    }
    return layers.classify(layers.normalizeRelu(x), classes);
  }

  private static int reduce(Layers layers, int x, int channels) {
    GraphBuilder graph = layers.graph();
    int inside = layers.conv(graph.unary(OpType.RELU, x), channels, 3, 2, Nonlinearity.RELU);
    inside = layers.conv(inside, channels, 3, 1, Nonlinearity.NONE);
    int shortcut = graph.avgPool(x, 2, 2, Padding.VALID);
    shortcut = layers.conv(shortcut, channels, 1, 1, Nonlinearity.NONE);
    return graph.add(shortcut, inside, Activation.NONE);
  }
}
