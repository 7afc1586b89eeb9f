package dev.meterfarm.coordinator.registry;

import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistryReadingTest {
  private Runnable whileReading = () -> {};

  /** Something happens after the rows were read and before whoever asked for them has them. */
  private final class SlowReading extends InMemoryRegistry {
    SlowReading() {
      super(new SettableClock(START));
    }

    @Override
    public List<DeviceRecord> devices() {
      List<DeviceRecord> read = super.devices();
      whileReading.run();
      return read;
    }

    @Override
    public List<AgentRecord> agents() {
      List<AgentRecord> read = super.agents();
      whileReading.run();
      return read;
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
