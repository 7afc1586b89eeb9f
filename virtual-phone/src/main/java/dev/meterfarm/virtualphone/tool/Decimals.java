package dev.meterfarm.virtualphone.tool;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floating-point numbers as C++ streams print them: six significant digits. */
final class Decimals {
  private static final int DIGITS = 6;
  private static final int SMALLEST_PLAIN = -4;

  private Decimals() {}

  static String sixDigits(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "nan" : Double.isInfinite(value) ? "inf" : "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= SMALLEST_PLAIN && exponent < DIGITS) {
      return stripped(rounded.toPlainString());
    }
    String mantissa = stripped(rounded.movePointLeft(exponent).toPlainString());
    return mantissa
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String stripped(String number) {
    return number.contains(".") ? number.replaceFirst("\\.?0+$", "") : number;
  }
}
