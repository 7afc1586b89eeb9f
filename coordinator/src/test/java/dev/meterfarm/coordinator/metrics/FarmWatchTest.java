package dev.meterfarm.coordinator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.registry.FarmOrders;
import dev.meterfarm.coordinator.registry.HealthLimits;
import dev.meterfarm.coordinator.registry.InMemoryRegistry;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.registry.Sighting;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FarmWatchTest {
  private static final String AGENT = "lab-1";

  private final FarmMeters meters = new FarmMeters();
  private final Registry registry =
      new Registry(
          new InMemoryRegistry(new SettableClock(Samples.START)),
          (device, since, reason) -> 0,
          HealthLimits.DEFAULT);
  private final FarmOrders orders = new FarmOrders(registry);
  private final FarmWatch watch = new FarmWatch(registry, meters, () -> 0);

  @AfterEach
  void close() {
    meters.close();
  }

  private void look(boolean plugged) {
    registry.announced(
        AGENT,
        plugged
            ? List.of(new Sighting(Samples.DEVICE, Whereabouts.UNKNOWN, Set.of(Samples.TARGET)))
            : List.of());
    assertThat(watch.read()).containsKey("devices");
  }

  private void assertRecoveries(String action, String outcome) {
    assertThat(
            meters
                .page()
                .lines()
                .filter(line -> line.startsWith("meterfarm_device_recoveries_total{"))
                .filter(line -> !line.endsWith(" 0.0")))
        .containsExactly(
            "meterfarm_device_recoveries_total{action=\""
                + action
                + "\",device=\""
                + Samples.DEVICE
                + "\",outcome=\""
                + outcome
                + "\"} 1.0");
  }

  @Test
  void a_device_that_was_away_and_comes_back_has_recovered() {
    look(true);
    look(false);
    look(true);
    look(true);
    assertRecoveries("reconnect", "passed");
    assertThat(meters.page())
        .contains("meterfarm_device_disconnections_total{device=\"" + Samples.DEVICE + "\"} 1.0");
  }

  @Test
  void a_passed_reference_run_is_a_recovery() {
    look(true);
    orders.quarantine(Samples.DEVICE, "fell", "eva");
    look(true);
    orders.release(Samples.DEVICE, "fine", "eva");
    look(true);
    registry.jobDone(
        AGENT,
        Samples.TARGET,
        true,
        new JobResult(
            new JobId(1),
            1,
            1,
            Samples.DEVICE,
            Samples.START,
            Duration.ofSeconds(1),
            List.of(),
            List.of(),
            Map.of()));
    registry.round();
    look(true);
    assertRecoveries("reference_run", "passed");
  }

  @Test
  void one_that_ends_in_quarantine_again_has_not_recovered() {
    look(true);
    orders.quarantine(Samples.DEVICE, "fell", "eva");
    orders.release(Samples.DEVICE, "fine", "eva");
    look(true);
    orders.quarantine(Samples.DEVICE, "no", "eva");
    look(true);
    assertRecoveries("reference_run", "failed");
  }
}
