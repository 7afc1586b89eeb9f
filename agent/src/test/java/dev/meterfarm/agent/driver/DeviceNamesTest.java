package dev.meterfarm.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.protocol.device.DeviceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNamesTest {
  private static final Path SHIPPED = Path.of("..", "device-profiles");

  @ParameterizedTest
  @CsvSource({"NOTHING, host", "MACHINE, lab-3/host", "AGENT, shelf-1/host"})
  void the_place_comes_first(DeviceNames.Part part, String name) {
    assertThat(DeviceNames.at("lab-3", "shelf-1").of("host", part)).isEqualTo(name);
    assertThat(DeviceNames.AS_WRITTEN.of("host", part)).isEqualTo("host");
  }

  @Test
  void a_machine_without_a_name_is_called_as_its_agent() {
    assertThat(DeviceNames.at("", "shelf-1").of("host", DeviceNames.Part.MACHINE))
        .isEqualTo("shelf-1/host");
  }

  @Test
  void two_agents_with_the_shipped_profiles_have_no_simulated_device_in_common() {
    Set<String> wanted = Set.of("simulated-a", "simulated-rack");
    assertThat(devices(DeviceNames.at("lab", "one"), wanted))
        .containsExactlyInAnyOrder(
            "one/simulated",
            "one/simulated-rack-1",
            "one/simulated-rack-2",
            "one/simulated-rack-3",
            "one/simulated-rack-4");
    assertThat(devices(DeviceNames.at("lab", "two"), wanted))
        .doesNotContainAnyElementsOf(devices(DeviceNames.at("lab", "one"), wanted))
        .hasSize(5);
    assertThat(devices(DeviceNames.AS_WRITTEN, Set.of("simulated-a"))).containsExactly("simulated");
  }

  private static List<String> devices(DeviceNames names, Set<String> wanted) {
    try (LocalAgent agent =
        LocalAgent.open(LocalAgent.profiles(SHIPPED, names), WantedTargets.of(wanted))) {
      return agent.devices().stream().map(Device::id).map(DeviceId::value).toList();
    }
  }
}
