package dev.meterfarm.protocol.wire;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a number and a unit, such as {@code 90s} or {@code 1.5 h}, or
 * several of them that add up, such as {@code 1h 30m}.
 */
public final class DurationText {
  /** What is accepted, for messages. */
  public static final String RULE =
      "a number with one of the units ns, us, ms, s, m, h, d, such as 90s or 1h 30m";

  private static final Pattern PART =
      Pattern.compile("\\G\\s*(\\d{1,12}(?:\\.\\d{1,9})?)\\s*([a-z]+)");

  private static final Map<String, Double> NANOS =
      Map.of("ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "m", 6e10, "h", 3.6e12, "d", 8.64e13);

  private DurationText() {}

  /** The duration that the text means; empty if it means none. */
  public static Optional<Duration> parse(String text) {
    Matcher part = PART.matcher(text.strip().toLowerCase(Locale.ROOT));
    double nanos = 0;
    int end = 0;
    while (part.find()) {
      Double unit = NANOS.get(part.group(2));
      if (unit == null) {
        return Optional.empty();
      }
      nanos += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
    }
    return end == text.strip().length() && end > 0 && nanos < Long.MAX_VALUE
        ? Optional.of(Duration.ofNanos(Math.round(nanos)))
        : Optional.empty();
  }
}
