package dev.meterfarm.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "90s, PT90S",
    "10m, PT10M",
    "1h 30m, PT90M",
    "1h30m, PT90M",
    "1.5 h, PT90M",
    "250ms, PT0.25S",
    "2 d, PT48H",
    "10M, PT10M"
  })
  void durations_have_units(String text, Duration expected) {
    assertThat(DurationText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "10x", "-5m", "1h, 30m", "10m 5", "1e3s", "5m 3x"})
  void anything_else_is_refused(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }
}
