package dev.meterfarm.coordinator.registry;

import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RegistryReadingTest {
  private final RegistryStore store = new InMemoryRegistry(new SettableClock(START));
  private Runnable whileReading = () -> {};

  /** Something happens after the rows were read and before whoever asked for them has them. */
  private final class SlowReading implements RegistryStore {
    @Override
    public Clock clock() {
      return store.clock();
    }

    @Override
    public List<DeviceRecord> devices() {
      List<DeviceRecord> read = store.devices();
      whileReading.run();
      return read;
    }

    @Override
    public List<AgentRecord> agents() {
      List<AgentRecord> read = store.agents();
      whileReading.run();
      return read;
    }

    @Override
    public List<Change<DeviceRecord>> changeDevices(
        Collection<DeviceId> ids,
        Cause cause,
        BiFunction<DeviceId, Optional<DeviceRecord>, DeviceRecord> change) {
      return store.changeDevices(ids, cause, change);
    }

    @Override
    public List<Change<AgentRecord>> changeAgents(
        Collection<String> names,
        Cause cause,
        BiFunction<String, Optional<AgentRecord>, AgentRecord> change) {
      return store.changeAgents(names, cause, change);
    }

    @Override
    public List<RegistryEvent> events(int limit) {
      return store.events(limit);
    }
  }

  @Test
  void an_order_that_comes_while_the_store_is_read_stays_known() {
    Registry registry =
        new Registry(new SlowReading(), (device, since, reason) -> 0, HealthLimits.DEFAULT);
    registry.announced(
        "agent-1", List.of(new Sighting(DEVICE, Whereabouts.UNKNOWN, Set.of(TARGET))));
    FarmOrders orders = new FarmOrders(registry);
    whileReading =
        () -> {
          whileReading = () -> orders.drainAgent("agent-1", Duration.ofHours(1), "update", "eva");
          orders.quarantine(DEVICE, "fell off the shelf", "eva");
        };

    registry.round();

    assertThat(registry.device(DEVICE).orElseThrow().state()).isEqualTo(DeviceState.QUARANTINED);
    assertThat(registry.agent("agent-1").orElseThrow().state()).isEqualTo(AgentState.DRAINING);
  }
}
