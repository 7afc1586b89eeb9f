package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Shape;

/** How the two operands of a binary op meet. Stateless and thread-safe. */
final class Broadcast {
  private Broadcast() {}

  /**
   * 0 both operands have the output's extents, 1 one is a single value, 2 one holds only the last
   * axis (one value per channel), 3 one holds everything but the last axis (one value per pixel), 4
   * anything else, such as one value per row.
   */
  static double kind(KernelView view) {
    Shape out = view.outputShape();
    Shape left = view.inputShape(0);
    Shape right = view.inputShape(1);
    Shape small = left.elements() <= right.elements() ? left : right;
    long elements = out.elements();
    if (left.elements() == elements && right.elements() == elements) {
      return 0;
    }
    if (small.elements() == 1) {
      return 1;
    }
    if (small.elements() == out.channels() && small.channels() == out.channels()) {
      return 2;
    }
    return small.channels() == 1 && small.elements() * out.channels() == elements ? 3 : 4;
  }
}
