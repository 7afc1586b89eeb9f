package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * A NAS-Bench-201 cell: four nodes, an edge between any two, each node the sum of what comes in.
 * Nodes that nothing reaches, or that do not reach the last node, are left out as a converter's
 * constant folding and dead code removal leave them out.
 *
 * @param edges 0 to 1; 0 to 2, 1 to 2; 0 to 3, 1 to 3, 2 to 3
 */
record SearchCell(List<Edge> edges) {
  private static final int NODES = 4;
  private static final int EDGES = NODES * (NODES - 1) / 2;
  private static final int UNREACHED = -1;

  /** What stands on an edge. A convolution is relu, convolution, normalisation. */
  enum Edge {
    NONE,
    SKIP,
    CONV_1X1,
    CONV_3X3,
    AVG_POOL_3X3;

    boolean convolves() {
      return this == CONV_1X1 || this == CONV_3X3;
    }
  }

  SearchCell {
    edges = List.copyOf(edges);
    if (edges.size() != EDGES) {
      throw new IllegalArgumentException("a cell has 6 edges, not " + edges.size());
    }
  }

  /** A cell whose input reaches its output through one convolution or more. */
  static SearchCell drawn(Draws draws) {
    while (true) {
      List<Edge> edges = new ArrayList<>();
      for (int i = 0; i < EDGES; i++) {
        edges.add(draws.oneOf(List.of(Edge.values())));
      }
      SearchCell cell = new SearchCell(edges);
      if (cell.convolves()) {
        return cell;
      }
    }
  }

  private Edge edge(int from, int to) {
    return edges.get(to * (to - 1) / 2 + from);
  }

  private boolean[] reached() {
    boolean[] reached = new boolean[NODES];
    reached[0] = true;
    for (int to = 1; to < NODES; to++) {
      for (int from = 0; from < to; from++) {
        reached[to] |= reached[from] && edge(from, to) != Edge.NONE;
      }
    }
    return reached;
  }

  private boolean convolves() {
    boolean[] reached = reached();
    boolean[] needed = needed();
    for (int to = 1; to < NODES; to++) {
      for (int from = 0; from < to; from++) {
        if (reached[from] && needed[to] && edge(from, to).convolves()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean[] needed() {
    boolean[] needed = new boolean[NODES];
    needed[NODES - 1] = true;
    for (int from = NODES - 2; from >= 0; from--) {
      for (int to = from + 1; to < NODES; to++) {
        needed[from] |= needed[to] && edge(from, to) != Edge.NONE;
      }
    }
    return needed;
  }

  /** Adds the cell; returns its output. */
  int apply(Layers layers, int x) {
    boolean[] needed = needed();
    int[] nodes = {x, UNREACHED, UNREACHED, UNREACHED};
    int[] rectified = {UNREACHED, UNREACHED, UNREACHED, UNREACHED};
    for (int to = 1; to < NODES; to++) {
      for (int from = 0; needed[to] && from < to; from++) {
        Edge edge = edge(from, to);
        if (edge == Edge.NONE || nodes[from] == UNREACHED) {
          continue;
        }
        if (edge.convolves() && rectified[from] == UNREACHED) {
          rectified[from] = layers.graph().unary(OpType.RELU, nodes[from]);
        }
        int value = along(edge, layers, edge.convolves() ? rectified[from] : nodes[from]);
        nodes[to] =
            nodes[to] == UNREACHED ? value : layers.graph().add(nodes[to], value, Activation.NONE);
      }
    }
    return nodes[NODES - 1];
  }

  private static int along(Edge edge, Layers layers, int x) {
    int channels = layers.channels(x);
    return switch (edge) {
      case NONE, SKIP -> x;
      case CONV_1X1 -> layers.conv(x, channels, 1, 1, Nonlinearity.NONE);
      case CONV_3X3 -> layers.conv(x, channels, 3, 1, Nonlinearity.NONE);
      case AVG_POOL_3X3 -> layers.graph().avgPool(x, 3, 1, Padding.SAME);
    };
  }
}
