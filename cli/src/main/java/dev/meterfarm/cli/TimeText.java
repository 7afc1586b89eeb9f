package dev.meterfarm.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in time as tables show them: UTC, to the second. */
final class TimeText {
  private TimeText() {}

  static String of(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
