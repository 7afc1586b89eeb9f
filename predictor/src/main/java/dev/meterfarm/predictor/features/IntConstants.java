package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Tensor;
import java.util.Optional;

/** Reads the integers of a constant tensor. Stateless and thread-safe. */
final class IntConstants {
  private IntConstants() {}

  /** The values of an int32 constant; empty for anything else. */
  static Optional<int[]> find(Tensor tensor) {
    Constant constant = tensor.constant().orElse(null);
    if (constant instanceof Constant.Ints ints) {
      return Optional.of(ints.values());
    }
    if (constant instanceof Constant.Bytes bytes && tensor.type() == ElementType.INT32) {
      int[] values = new int[bytes.content().remaining() / Integer.BYTES];
      bytes.content().asIntBuffer().get(values);
      return Optional.of(values);
    }
    return Optional.empty();
  }
}
