package dev.meterfarm.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/** The content of a tensor that is known before the model runs. Immutable and thread-safe. */
public sealed interface Constant {

  /**
   * Pseudo-random float values, uniform in {@code [-scale, scale)}, that anybody can make again.
   *
   * @param seed what the values follow from
   * @param scale half the width of the range; finite and not negative
   */
  record Seeded(long seed, float scale) implements Constant {
    public Seeded {
      if (!(scale >= 0) || Float.isInfinite(scale)) {
        throw new IllegalArgumentException("scale must be finite and >= 0, but is " + scale);
      }
    }

    /** Value {@code index} of the sequence, by SplitMix64 on {@code seed + index}. */
    public float value(long index) {
      long z = seed + 0x9E3779B97F4A7C15L * (index + 1);
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      return ((z >>> 40) * 0x1.0p-23f - 1f) * scale;
    }
  }

  /** A few integers spelled out: shapes, axes, paddings. Stored as INT32. */
  final class Ints implements Constant {
    private final int[] values;

    public Ints(int... values) {
      this.values = values.clone();
    }

    /** The integers, as a fresh array. */
    public int[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ints ints && Arrays.equals(values, ints.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Ints" + Arrays.toString(values);
    }
  }

  /** A few floats spelled out, such as the 3 and the 1/6 of a hard swish by parts. */
  final class Floats implements Constant {
    private final float[] values;

    public Floats(float... values) {
      this.values = values.clone();
    }

    /** The floats, as a fresh array. */
    public float[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Floats floats && Arrays.equals(values, floats.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Floats" + Arrays.toString(values);
    }
  }

  /** The bytes of a model file, little-endian, not copied. */
  final class Bytes implements Constant {
    private final ByteBuffer content;

    /** Keeps a read-only view of the remaining bytes of {@code content}. */
    public Bytes(ByteBuffer content) {
      this.content = content.slice().asReadOnlyBuffer();
    }

    /** A fresh little-endian view of the bytes, positioned at 0. */
    public ByteBuffer content() {
      return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes && content.equals(bytes.content);
    }

    @Override
    public int hashCode() {
      return Objects.hashCode(content);
    }

    @Override
    public String toString() {
      return "Bytes[" + content.remaining() + "]";
    }
  }
}
