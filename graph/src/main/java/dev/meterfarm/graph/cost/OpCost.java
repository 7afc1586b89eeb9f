package dev.meterfarm.graph.cost;

/**
 * What one operator, or a whole graph, computes and moves. Immutable.
 *
 * @param flops floating-point operations: two for each multiply-add, plus the element-wise work;
 *     see {@link OpCosts}
 * @param parameters elements of weights: constants that are data, not shapes or axes
 * @param inputBytes bytes of the tensors read that are not constant
 * @param weightBytes bytes of the {@code parameters}
 * @param outputBytes bytes of the tensors written
 */
public record OpCost(
    long flops, long parameters, long inputBytes, long weightBytes, long outputBytes) {

  /** Nothing at all. */
  public static final OpCost ZERO = new OpCost(0, 0, 0, 0, 0);

  /** All bytes that move: inputs, weights and outputs. */
  public long bytes() {
    return inputBytes + weightBytes + outputBytes;
  }

  /** Both together. */
  public OpCost plus(OpCost other) {
    return new OpCost(
        flops + other.flops,
        parameters + other.parameters,
        inputBytes + other.inputBytes,
        weightBytes + other.weightBytes,
        outputBytes + other.outputBytes);
  }
}
