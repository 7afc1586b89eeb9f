package dev.meterfarm.predictor.rules;

import java.util.Objects;

/**
 * What one shape of a test case showed. Times are nanoseconds per inference.
 *
 * @param shape the shape in words, such as {@code 56x56x8-64k1}
 * @param rounds paired rounds measured, at least 0
 * @param savingNanos estimated saving of the block against its two ops; may be negative
 * @param lowNanos lower end of the saving's interval
 * @param highNanos upper end of the saving's interval
 * @param op1Nanos time of the first op's model
 * @param op2Nanos time of the second op's model
 * @param blockNanos time of the model with both
 * @param nullNanos time of the null model, the fixed cost of an invocation
 * @param passNanos time of one pass over the tensor between the ops
 */
public record ShapeEvidence(
    String shape,
    int rounds,
    double savingNanos,
    double lowNanos,
    double highNanos,
    double op1Nanos,
    double op2Nanos,
    double blockNanos,
    double nullNanos,
    double passNanos) {
  public ShapeEvidence {
    Objects.requireNonNull(shape, "shape");
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds must be >= 0, but is " + rounds);
    }
  }
}
