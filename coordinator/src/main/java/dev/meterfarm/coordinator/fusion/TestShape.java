package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.TimingTraits;
import java.util.List;

/**
 * Extents of the tensor between op1 and op2.
 *
 * @param height rows, even
 * @param width columns, even
 * @param channels channels, even
 */
record TestShape(int height, int width, int channels) {
  /**
   * Where a clock ticks in nanoseconds: 100 to 200 KB, small enough for the caches nearest to the
   * core, so that neighbours on the same machine disturb little, large enough that a pass over it
   * takes several times as long as an invocation.
   */
  private static final List<TestShape> FINE =
      List.of(
          new TestShape(28, 28, 32),
          new TestShape(20, 20, 96),
          new TestShape(56, 56, 16),
          new TestShape(14, 14, 224),
          new TestShape(40, 40, 24));

  /** Where it ticks in microseconds: 1.6 to 3.2 MB, so that a pass takes many ticks. */
  private static final List<TestShape> COARSE =
      List.of(
          new TestShape(112, 112, 32),
          new TestShape(96, 96, 64),
          new TestShape(160, 160, 16),
          new TestShape(56, 56, 160),
          new TestShape(128, 128, 48));

  /**
   * Where each round is a program of its own, whose memory lies elsewhere each time: 0.8 MB, so
   * that a pass is well above what one start differs from the next by.
   */
  private static final List<TestShape> MEDIUM =
      List.of(
          new TestShape(56, 56, 64),
          new TestShape(40, 40, 128),
          new TestShape(80, 80, 32),
          new TestShape(28, 28, 256),
          new TestShape(64, 64, 48));

  private static final long COARSE_FROM_NANOS = 200;

  /** Shapes for a target, in the order in which they are tried. */
  static List<TestShape> of(TimingTraits traits) {
    if (isCoarse(traits.resolutionNanos())) {
      return COARSE;
    }
    return traits.visitNanos() > 0 ? MEDIUM : FINE;
  }

  /** Whether a clock of this resolution cannot time a model that does nothing. */
  static boolean isCoarse(long resolutionNanos) {
    return resolutionNanos >= COARSE_FROM_NANOS;
  }

  /** As many elements in one row and column, for ops that write only such tensors. */
  TestShape flattened() {
    return new TestShape(1, 1, height * width * channels);
  }

  Shape shape() {
    return Shape.of(1, height, width, channels);
  }

  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
