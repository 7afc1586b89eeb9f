package dev.meterfarm.graph;

/** The 16-bit floating-point format of IEEE 754. Stateless and thread-safe. */
final class HalfFloat {
  private static final int EXPONENT_BIAS = 127 - 15;
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x7E00;
  private static final float SMALLEST_NORMAL = 0x1.0p-14f;
  private static final float OVERFLOW = 65_520f;

  private HalfFloat() {}

  /** The bits of the nearest 16-bit number; beyond 65,519 infinity. */
  static short bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) QUIET_NAN;
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | INFINITY);
    }
    if (magnitude < SMALLEST_NORMAL) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1.0p24f));
    }
    int rest = bits & 0x7FFFFFFF;
    int rounded = rest + 0xFFF + (rest >>> 13 & 1);
    return (short) (sign | ((rounded >>> 13) - (EXPONENT_BIAS << 10)));
  }
}
