package dev.meterfarm.predictor.context;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;

/**
 * How much larger a convolution's filter is in memory once a runtime has packed it for its vector
 * instructions: the output channels of a group are computed {@value #LANES} at a time, and a group
 * that has fewer is filled up with zeros. XNNPACK does it so on x86 with AVX-512 (fewer lanes
 * elsewhere), to depthwise convolutions as well whose window has more taps than its depthwise
 * kernels know. Stateless.
 */
final class PackedFilter {
  /** Floats in the widest vector, and the least width of a matrix product's tile. */
  private static final int LANES = 16;

  /** The largest window of a depthwise kernel: 5 x 5. */
  private static final int DEPTHWISE_TAPS = 25;

  private PackedFilter() {}

  /**
   * Bytes of the packed filter over bytes of the filter as the file has it, at least 1; 1 for what
   * is no filter.
   *
   * @param position of the filter among the op's inputs
   */
  static double growth(Graph graph, Op op, int position) {
    if (position != 1) {
      return 1;
    }
    Shape filter = graph.tensor(op.inputs().get(1)).shape();
    int channels = graph.tensor(op.inputs().get(0)).shape().channels();
    if (op.type() == OpType.CONV) {
      int groups = channels / filter.channels();
      return filled(filter.extent(0) / groups);
    }
    if (op.type() == OpType.DWCONV && filter.extent(1) * filter.extent(2) > DEPTHWISE_TAPS) {
      return filled(filter.channels() / channels);
    }
    return 1;
  }

  private static double filled(int columns) {
    int vectors = (columns + LANES - 1) / LANES;
    return (double) vectors * LANES / columns;
  }
}
