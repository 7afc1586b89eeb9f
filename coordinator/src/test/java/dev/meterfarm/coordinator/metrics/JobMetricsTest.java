package dev.meterfarm.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
  private static final String DEVICE = "{device=\"" + Samples.DEVICE + "\"}";

  private final FarmMeters meters = new FarmMeters();
  private final JobMetrics metrics =
      new JobMetrics(meters, device -> Map.of(Samples.TARGET + "/compute", 100.0));

  @AfterEach
  void close() {
    meters.close();
  }

  private static JobResult result(double referenceNanos, Map<String, String> environment) {
    return new JobResult(
        new JobId(1),
        1,
        1,
        Samples.DEVICE,
        Samples.START,
        Duration.ofSeconds(2),
        List.of(
            new ModelOutcome.Failed("a", ErrorCode.RUN_CRASHED, "no"),
            new ModelOutcome.Failed("b", ErrorCode.RUN_TIMED_OUT, "no")),
        List.of(new ReferenceReading("compute", referenceNanos, 0)),
        environment);
  }

  private void accept(double referenceNanos, Map<String, String> environment) {
    metrics.accepted(Samples.TARGET, result(referenceNanos, environment));
  }

  private void assertPage(String... lines) {
    assertThat(meters.page().lines()).contains(lines);
  }

  @Test
  void a_driver_says_itself_when_its_device_throttles() {
    accept(200, Map.of("throttled", "false"));
    assertPage("meterfarm_device_throttled_seconds_total" + DEVICE + " 0.0");
    accept(100, Map.of("throttled", "true"));
    assertPage("meterfarm_device_throttled_seconds_total" + DEVICE + " 2.0");
  }

  @Test
  void elsewhere_the_reference_models_tell() {
    accept(114, Map.of());
    assertPage("meterfarm_device_throttled_seconds_total" + DEVICE + " 0.0");
    accept(116, Map.of());
    assertPage("meterfarm_device_throttled_seconds_total" + DEVICE + " 2.0");
  }

  @Test
  void where_nobody_can_tell_nothing_is_told() {
    accept(0, Map.of());
    assertThat(meters.page()).doesNotContain("meterfarm_device_throttled_seconds_total{");
  }

  @Test
  void rest_counts_where_there_was_some() {
    accept(100, Map.of("restedMillis", "0"));
    accept(100, Map.of("restedMillis", "rubbish"));
    assertThat(meters.page()).doesNotContain("meterfarm_device_cooldown_duration_seconds_count");
    accept(100, Map.of("restedMillis", "15000", "powerCycled", "true"));
    assertPage(
        "meterfarm_device_cooldown_duration_seconds_sum{target=\"" + Samples.TARGET + "\"} 15.0",
        "meterfarm_device_recoveries_total{action=\"power_cycle\",device=\""
            + Samples.DEVICE
            + "\",outcome=\"passed\"} 1.0");
  }

  @Test
  void what_does_not_count_is_told_by_reason() {
    assertPage(
        "meterfarm_measurements_rejected_total{reason=\"FENCED\"} 0.0",
        "meterfarm_measurements_rejected_total{reason=\"QUARANTINE\"} 0.0");
    accept(100, Map.of());
    metrics.replied(ResultReply.FENCED, result(100, Map.of()));
    metrics.replied(ResultReply.REPEATED, result(100, Map.of()));
    metrics.distrusted(7);
    assertPage(
        "meterfarm_measurements_rejected_total{reason=\"RUN_CRASHED\"} 1.0",
        "meterfarm_measurements_rejected_total{reason=\"RUN_TIMED_OUT\"} 1.0",
        "meterfarm_measurements_rejected_total{reason=\"FENCED\"} 2.0",
        "meterfarm_measurements_rejected_total{reason=\"QUARANTINE\"} 7.0");
  }

  @Test
  void an_agents_clock_is_told_whatever_it_says() {
    metrics.clockTold("lab-1", Duration.ofMillis(-1_500));
    metrics.clockTold("lab-2", Duration.between(Instant.EPOCH, Instant.MAX));
    assertPage("meterfarm_agent_clock_offset_seconds{agent=\"lab-1\"} -1.5");
    assertThat(meters.page()).contains("meterfarm_agent_clock_offset_seconds{agent=\"lab-2\"} 3.");
  }
}
