package dev.meterfarm.agent.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.profile.DeviceProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileSuggestionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"Odd One: #7!, odd-one-7", "红米, phone"})
  void what_is_suggested_loads_as_it_is_and_serves_every_cluster(String model, String named)
      throws IOException {
    CpuTopology topology =
        CpuTopology.of(
            Survey.parse(
                """
                @@ possible
                0-2
                @@ maxima
                /sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq:1400000
                /sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq:2000000
                /sys/devices/system/cpu/cpu2/cpufreq/cpuinfo_max_freq:3000000
                @@ end
                """));
    PhoneFacts facts =
        new PhoneFacts(
            "S1",
            Map.of("ro.product.model", model, "ro.product.manufacturer", "Maker"),
            topology,
            "Adreno",
            Optional.of(new UsbPlaces.Place("1-4.2", "18d1", "4ee7")));
    Files.writeString(folder.resolve("suggested.yaml"), ProfileSuggestion.text(facts));

    DeviceProfiles profiles = LocalAgent.profiles(folder);

    assertThat(profiles.targetNames())
        .containsExactlyInAnyOrder(
            named + "-cpu-little", named + "-cpu-medium", named + "-cpu-big", named + "-gpu");
  }
}
