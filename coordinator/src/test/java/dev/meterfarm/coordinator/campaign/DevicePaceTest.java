package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevicePaceTest {
  private final DevicePace pace = new DevicePace();

  private void measure(String device, int jobs, int millis) {
    for (int i = 0; i < jobs; i++) {
      pace.add(
          new JobResult(
              new JobId(1),
              1,
              1,
              new DeviceId(device),
              Samples.START,
              Duration.ofMillis(millis),
              List.of(),
              List.of(),
              Map.of()));
    }
  }

  @Test
  void the_device_that_holds_up_the_others_is_named() {
    measure("one", 10, 1_000);
    measure("two", 20, 1_000);
    measure("slow", 10, 1_500);
    assertThat(pace.words()).isEqualTo("slowest device slow, 1.5 times the others' time");
  }

  @Test
  void nobody_is_named_too_soon_or_for_little() {
    measure("one", 10, 1_000);
    assertThat(pace.words()).isEmpty();
    measure("slow", 9, 5_000);
    assertThat(pace.words()).isEmpty();
    measure("slow", 1, 5_000);
    assertThat(pace.words()).isNotEmpty();
    measure("one", 10, 8_000);
    assertThat(pace.words()).isEmpty();
  }
}
