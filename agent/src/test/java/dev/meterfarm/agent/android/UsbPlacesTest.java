package dev.meterfarm.agent.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.guard.CpuTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsbPlacesTest {
  @TempDir private Path devices;

  private void plugIn(String path, String serial) throws IOException {
    Path device = Files.createDirectories(devices.resolve(path));
    Files.writeString(device.resolve("serial"), serial + "\n");
    Files.writeString(device.resolve("idVendor"), "18d1\n");
    Files.writeString(device.resolve("idProduct"), "4ee7\n");
  }

  @Test
  void a_phone_is_found_by_hub_and_port() throws IOException {
    plugIn("1-4.2", "ABC");
    Files.createDirectories(devices.resolve("1-4.2:1.0"));
    UsbPlaces.Place place = new UsbPlaces(devices).find("ABC").orElseThrow();
    assertThat(place.hub()).isEqualTo("1-4");
    assertThat(place.port()).isEqualTo("2");
    assertThat(place.id()).isEqualTo("18d1:4ee7");
    assertThat(new UsbPlaces(devices).find("127.0.0.1:5555")).isEmpty();
  }

  @Test
  void two_with_one_serial_number_are_both_named() throws IOException {
    plugIn("1-4.2", "ABC");
    assertThat(new UsbPlaces(devices).twins("ABC")).isEmpty();
    plugIn("2-1", "ABC");
    assertThat(new UsbPlaces(devices).twins("ABC")).hasValue("usb 1-4.2 and usb 2-1");
  }

  @Test
  void the_hook_gets_hub_and_port_of_the_phone() throws IOException {
    plugIn("1-4.2", "ABC");
    PhoneFacts facts =
        new PhoneFacts(
            "ABC", Map.of(), new CpuTopology(List.of()), "", new UsbPlaces(devices).find("ABC"));
    assertThat(PowerCycle.command(List.of("uhubctl", "-l", "{hub}", "-p", "{port}"), facts))
        .containsExactly("uhubctl", "-l", "1-4", "-p", "2");
    assertThat(ProfileSuggestion.text(facts)).contains("ATTR{idVendor}==\"18d1\"");
  }

  @Test
  void without_usb_nothing_is_known() {
    assertThat(new UsbPlaces(devices.resolve("missing")).find("ABC")).isEmpty();
  }
}
