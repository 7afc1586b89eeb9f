package dev.meterfarm.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/** The content of a tensor that is known before the model runs. Immutable and thread-safe. */
public sealed interface Constant {

  /**
   * Writes the content as a model file holds it: little-endian, elements of {@code type} one after
   * the other.
   *
   * @param target where to write; its remaining bytes are filled and its position does not move
   * @param type the element type of the tensor
   * @throws IllegalArgumentException if this constant cannot be written as {@code type} or does not
   *     have the size of {@code target}
   */
  void writeTo(ByteBuffer target, ElementType type);

  /**
   * Pseudo-random float values, uniform in {@code [-scale, scale)}, that anybody can make again.
   *
   * <p>The sequence repeats after {@value #PERIOD} values, so that megabytes of weights are a copy
   * and not a calculation. The period is a prime: no row of a matrix of ordinary extents meets
   * itself again at the same place.
   *
   * @param seed what the values follow from
   * @param scale half the width of the range; finite and not negative
   */
  record Seeded(long seed, float scale) implements Constant {
    /** After how many values the sequence repeats. */
    public static final int PERIOD = 65_521;

    public Seeded {
      if (!(scale >= 0) || Float.isInfinite(scale)) {
        throw new IllegalArgumentException("scale must be finite and >= 0, but is " + scale);
      }
    }

    /**
     * Value {@code index} of the sequence, by SplitMix64 on {@code seed} and {@code index mod}
     * {@value #PERIOD}.
     *
     * @param index at least 0
     */
    public float value(long index) {
      long z = seed + 0x9E3779B97F4A7C15L * (index % PERIOD + 1);
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      return ((z >>> 40) * 0x1.0p-23f - 1f) * scale;
    }

    private float[] block(int length) {
      float[] block = new float[Math.min(length, PERIOD)];
      for (int i = 0; i < block.length; i++) {
        block[i] = value(i);
      }
      return block;
    }

    /** {@inheritDoc} Types: FLOAT32 and FLOAT16; with scale 0 any type, as zeros. */
    @Override
    public void writeTo(ByteBuffer target, ElementType type) {
      ByteBuffer bytes = target.slice().order(ByteOrder.LITTLE_ENDIAN);
      if (scale == 0) {
        bytes.put(new byte[bytes.remaining()]);
      } else if (type == ElementType.FLOAT32) {
        FloatBuffer floats = bytes.asFloatBuffer();
        float[] block = block(floats.remaining());
        while (floats.hasRemaining()) {
          floats.put(block, 0, Math.min(block.length, floats.remaining()));
        }
      } else if (type == ElementType.FLOAT16) {
        float[] block = block(bytes.remaining() / Short.BYTES);
        for (int i = 0; bytes.remaining() >= Short.BYTES; i++) {
          bytes.putShort(HalfFloat.bits(block[i % PERIOD]));
        }
      } else {
        throw new IllegalArgumentException("seeded values are floats, not " + type);
      }
    }
  }

  /** A few integers spelled out: shapes, axes, paddings. Usually of an INT32 tensor. */
  final class Ints implements Constant {
    private final int[] values;

    public Ints(int... values) {
      this.values = values.clone();
    }

    /** The integers, as a fresh array. */
    public int[] values() {
      return values.clone();
    }

    /** {@inheritDoc} Types: every integer type and BOOL. */
    @Override
    public void writeTo(ByteBuffer target, ElementType type) {
      ByteBuffer bytes = sized(target, values.length, type);
      for (int value : values) {
        switch (type) {
          case INT32, UINT32 -> bytes.putInt(value);
          case INT64, UINT64 -> bytes.putLong(value);
          case INT16, UINT16 -> bytes.putShort((short) value);
          case INT8, UINT8, BOOL -> bytes.put((byte) value);
          case FLOAT32, FLOAT16, FLOAT64, COMPLEX64, COMPLEX128, STRING, RESOURCE, VARIANT, OTHER ->
              throw new IllegalArgumentException("integers cannot be written as " + type);
        }
      }
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

    /** {@inheritDoc} Types: FLOAT32 and FLOAT16. */
    @Override
    public void writeTo(ByteBuffer target, ElementType type) {
      ByteBuffer bytes = sized(target, values.length, type);
      for (float value : values) {
        if (type == ElementType.FLOAT32) {
          bytes.putFloat(value);
        } else if (type == ElementType.FLOAT16) {
          bytes.putShort(HalfFloat.bits(value));
        } else {
          throw new IllegalArgumentException("floats cannot be written as " + type);
        }
      }
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

  private static ByteBuffer sized(ByteBuffer target, int elements, ElementType type) {
    if (target.remaining() != (long) elements * type.bytes()) {
      throw new IllegalArgumentException(
          "there are " + elements + " values of " + type + " for " + target.remaining() + " bytes");
    }
    return target.slice().order(ByteOrder.LITTLE_ENDIAN);
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

    /** {@inheritDoc} Any type: the bytes are what the file held. */
    @Override
    public void writeTo(ByteBuffer target, ElementType type) {
      if (target.remaining() != content.remaining()) {
        throw new IllegalArgumentException(
            "there are " + content.remaining() + " bytes for " + target.remaining());
      }
      target.duplicate().put(content.duplicate());
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
