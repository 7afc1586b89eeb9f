package dev.meterfarm.coordinator.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 10m}, {@code 1h 30m}, {@code 1.5h}. */
public final class DurationText {
  /** The rule, for messages. */
  public static final String RULE = "must be a duration with units such as 90s, 10m or 1h 30m";

  private static final Map<String, Long> MILLIS =
      Map.of(
          "ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([a-z]+)");

  private DurationText() {}

  /** The duration; empty if the text does not follow {@link #RULE}, or says zero. */
  public static Optional<Duration> parse(String text) {
    BigDecimal millis = BigDecimal.ZERO;
    Matcher part = PART.matcher(text.strip());
    int end = 0;
    while (end < text.strip().length()) {
      if (!part.find() || part.start() != end || !MILLIS.containsKey(part.group(2))) {
        return Optional.empty();
      }
      millis =
          millis.add(
              new BigDecimal(part.group(1))
                  .multiply(BigDecimal.valueOf(MILLIS.get(part.group(2)))));
      end = part.end();
    }
    Duration duration = Duration.ofMillis(millis.longValue());
    return duration.isZero() ? Optional.empty() : Optional.of(duration);
  }
}
