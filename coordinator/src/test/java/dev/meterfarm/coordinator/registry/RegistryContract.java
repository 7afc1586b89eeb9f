package dev.meterfarm.coordinator.registry;

import static dev.meterfarm.coordinator.Samples.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry must do on every ledger. */
public abstract class RegistryContract {
  private static final DeviceId ONE = new DeviceId("one");
  private static final DeviceId TWO = new DeviceId("two");

  protected final SettableClock clock = new SettableClock(START);
  private final List<String> doubted = new ArrayList<>();
  private Registry registry;
  private FarmOrders orders;
  private long jobs;

  protected abstract RegistryStore store();

  /** Closes the ledger and opens it again on the same data. */
  protected abstract void reopen();

  @BeforeEach
  void start() {
    registry = new Registry(store(), this::doubt, HealthLimits.DEFAULT);
    orders = new FarmOrders(registry);
  }

  private int doubt(DeviceId device, Instant since, String reason) {
    doubted.add(device + " since " + since);
    return 3;
  }

  private static Sighting sighting(DeviceId id) {
    return new Sighting(id, new Whereabouts("host", "hub", "1." + id, "os"), Set.of("t"));
  }

  private void announce(String agent, DeviceId... ids) {
    registry.announced(agent, List.of(ids).stream().map(RegistryContract::sighting).toList());
  }

  private JobResult result(DeviceId device, double slow) {
    return new JobResult(
        new JobId(++jobs),
        1,
        1,
        device,
        clock.instant(),
        Duration.ofSeconds(1),
        List.of(),
        List.of(
            new ReferenceReading("compute", 100 * slow, 0),
            new ReferenceReading("memory", 300 * slow, 0)),
        Map.of());
  }

  private void measure(DeviceId device, boolean reference, double slow) {
    clock.advance(Duration.ofSeconds(1));
    registry.jobDone("a", "t", reference, result(device, slow));
    registry.round();
  }

  private DeviceState state(DeviceId device) {
    return registry.device(device).orElseThrow().state();
  }

  private void slowDown(DeviceId device) {
    measure(device, false, 1);
    for (int i = 0; i < 3; i++) {
      measure(device, false, 2);
    }
    assertThat(state(device)).isEqualTo(DeviceState.SUSPECT);
  }

  @Test
  void everything_survives_a_restart() {
    announce("a", ONE, TWO);
    registry.heard("a", "host-1", "1.2");
    slowDown(ONE);
    orders.pauseDevice(TWO, Duration.ofHours(2), "new battery", "eva");
    orders.drainAgent("a", Duration.ofHours(1), "kernel update", "eva");
    List<DeviceRecord> devices = registry.devices();
    List<AgentRecord> agents = registry.agents();
    reopen();
    start();
    assertThat(registry.devices()).isEqualTo(devices);
    assertThat(registry.agents()).isEqualTo(agents);
    assertThat(agents.get(0).state()).isEqualTo(AgentState.DRAINING);
    assertThat(state(TWO)).isEqualTo(DeviceState.MAINTENANCE);
    clock.advance(Duration.ofMinutes(119));
    announce("a", ONE, TWO);
    registry.round();
    assertThat(state(TWO)).isEqualTo(DeviceState.MAINTENANCE);
    clock.advance(Duration.ofMinutes(1));
    registry.round();
    assertThat(state(TWO)).isEqualTo(DeviceState.NEW);
  }

  @Test
  void a_device_that_proves_slow_is_quarantined_and_its_results_are_doubted_since_it_was_good() {
    announce("a", ONE, TWO);
    measure(TWO, false, 1);
    measure(ONE, false, 1);
    Instant good = clock.instant();
    for (int i = 0; i < 3; i++) {
      measure(ONE, false, 2);
    }
    assertThat(doubted).isEmpty();
    measure(ONE, true, 2);
    assertThat(state(ONE)).isEqualTo(DeviceState.QUARANTINED);
    assertThat(doubted).containsExactly("one since " + good);
  }

  @Test
  void the_only_device_of_a_target_is_kept_although_it_slowed_down_and_says_so() {
    announce("a", ONE);
    slowDown(ONE);
    measure(ONE, true, 2);
    assertThat(state(ONE)).isEqualTo(DeviceState.GOOD);
    assertThat(registry.device(ONE).orElseThrow().reason()).contains("2.00 times", "kept");
    assertThat(doubted).isEmpty();
  }

  @Test
  void leaving_quarantine_takes_a_release_by_a_person_and_a_passed_reference_run() {
    announce("a", ONE, TWO);
    orders.quarantine(ONE, "fell off the shelf", "eva");
    measure(ONE, true, 1);
    assertThat(state(ONE)).isEqualTo(DeviceState.QUARANTINED);
    orders.release(ONE, "looks fine", "eva");
    assertThat(state(ONE)).isEqualTo(DeviceState.SUSPECT);
    measure(ONE, true, 1);
    assertThat(state(ONE)).isEqualTo(DeviceState.GOOD);
    assertThat(registry.events(10))
        .extracting(RegistryEvent::by, RegistryEvent::to)
        .startsWith(tuple("farm", "GOOD"), tuple("eva", "SUSPECT"), tuple("eva", "QUARANTINED"));
  }

  @Test
  void a_silent_agent_is_lost_with_its_devices_and_comes_back_as_it_was() {
    announce("a", ONE);
    orders.drainAgent("a", Duration.ofHours(1), "update", "eva");
    clock.advance(Duration.ofSeconds(61));
    registry.round();
    assertThat(registry.agent("a").orElseThrow().state()).isEqualTo(AgentState.LOST);
    assertThat(registry.device(ONE).orElseThrow().connected()).isFalse();
    announce("a", ONE);
    assertThat(registry.agent("a").orElseThrow().state()).isEqualTo(AgentState.DRAINING);
    assertThat(registry.device(ONE).orElseThrow().usable()).isTrue();
  }

  @Test
  void an_agent_whose_results_come_is_not_silent() {
    announce("a", ONE);
    clock.advance(Duration.ofSeconds(50));
    measure(ONE, false, 1);
    clock.advance(Duration.ofSeconds(50));
    registry.round();
    assertThat(registry.agent("a").orElseThrow().state()).isEqualTo(AgentState.ACTIVE);
    clock.advance(Duration.ofSeconds(11));
    registry.round();
    assertThat(registry.agent("a").orElseThrow().state()).isEqualTo(AgentState.LOST);
  }

  @Test
  void devices_that_an_agent_does_not_announce_any_more_are_gone_and_grouped() {
    announce("a", ONE, TWO);
    announce("a");
    assertThat(registry.devices()).noneMatch(DeviceRecord::connected);
    assertThat(registry.findings())
        .extracting(Finding::cause, Finding::value)
        .containsExactly(tuple(Finding.Cause.HUB, "host hub"));
  }

  @Test
  void orders_that_make_no_sense_are_refused_with_what_would() {
    announce("a", ONE);
    assertThatThrownBy(() -> orders.release(ONE, "", "eva"))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("not QUARANTINED");
    assertThatThrownBy(() -> orders.quarantine(new DeviceId("onne"), "x", "eva"))
        .hasMessageContaining("did you mean 'one'");
    assertThatThrownBy(() -> orders.pauseDevice(ONE, Duration.ofDays(31), "x", "eva"))
        .hasMessageContaining("30 days");
    assertThatThrownBy(() -> orders.pauseDevice(ONE, Duration.ofDays(1), " ", "eva"))
        .hasMessageContaining("why");
    assertThatThrownBy(() -> orders.resumeAgent("a", "eva")).hasMessageContaining("neither");
    assertThat(registry.events(10)).noneMatch(event -> event.by().equals("eva"));
  }

  @Test
  void a_lost_lease_counts_against_the_agent_and_a_crash_against_the_device() {
    announce("a", ONE);
    registry.jobFailed("a", ONE, new JobId(1), ErrorCode.LINK_FAILED);
    registry.jobFailed("a", ONE, new JobId(2), ErrorCode.RUN_CRASHED);
    registry.round();
    assertThat(registry.agent("a").orElseThrow().outcomes().all())
        .containsExactly(new RecentOutcomes.Outcome(1, false));
    assertThat(registry.device(ONE).orElseThrow().health().outcomes().all())
        .containsExactly(new RecentOutcomes.Outcome(2, false));
  }

  @Test
  void two_coordinators_on_one_ledger_agree() {
    announce("a", ONE);
    Registry other = new Registry(store(), this::doubt, HealthLimits.DEFAULT);
    orders.quarantine(ONE, "bad", "eva");
    other.round();
    assertThat(other.device(ONE).orElseThrow().state()).isEqualTo(DeviceState.QUARANTINED);
  }
}
