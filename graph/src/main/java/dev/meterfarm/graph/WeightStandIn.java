package dev.meterfarm.graph;

import java.nio.FloatBuffer;

/**
 * Seeded values in place of the trained weights of a file: latency does not depend on the weights'
 * values, only on their magnitude (denormal numbers and infinities are slow), so a small seed can
 * stand for megabytes. Stateless and thread-safe.
 */
public final class WeightStandIn {
  /** Constants of up to so many floats are kept as they are: factors, epsilons, exponents. */
  public static final int KEPT_FLOATS = 16;

  private static final int SAMPLES = 1024;
  private static final float FALLBACK_SCALE = 0.1f;

  private WeightStandIn() {}

  /**
   * What stands for a constant: seeded values of the same root mean square for more than {@value
   * #KEPT_FLOATS} floats of a file, {@link Constant.Floats} for fewer, everything else as it is.
   *
   * @param type the element type of the constant's tensor
   * @param seed what the values follow from
   */
  public static Constant of(Constant constant, ElementType type, long seed) {
    if (type != ElementType.FLOAT32 || !(constant instanceof Constant.Bytes bytes)) {
      return constant;
    }
    FloatBuffer floats = bytes.content().asFloatBuffer();
    if (floats.remaining() <= KEPT_FLOATS) {
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return new Constant.Floats(values);
    }
    return new Constant.Seeded(seed, scale(floats));
  }

  /** Uniform values in {@code [-s, s)} have the root mean square {@code s / sqrt(3)}. */
  private static float scale(FloatBuffer floats) {
    int samples = Math.min(SAMPLES, floats.remaining());
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      double value = floats.get((int) ((long) i * floats.remaining() / samples));
      sum += value * value;
    }
    float scale = (float) Math.sqrt(3 * sum / samples);
    return Float.isFinite(scale) ? scale : FALLBACK_SCALE;
  }
}
