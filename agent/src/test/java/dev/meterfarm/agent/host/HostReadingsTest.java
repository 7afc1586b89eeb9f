package dev.meterfarm.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReadingsTest {
  private static final String FREQUENCY = "sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq";

  @TempDir private Path root;

  private HostReadings readings(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return new HostReadings(root);
  }

  @Test
  void readings_are_taken_from_the_kernels_files() throws IOException {
    HostReadings host =
        readings(
            Map.of(
                "proc/meminfo",
                "MemTotal: 8000000 kB\nMemAvailable:    2048000 kB\n",
                "proc/stat",
                "cpu  1 2 3 4 5 6 7 80 0 0\ncpu1 1 2 3 4 5 6 7 9 0 0\n",
                "proc/loadavg",
                "0.52 0.40 0.30 1/345 6789\n",
                FREQUENCY,
                "2400000\n"));
    assertThat(host.availableMemoryBytes()).hasValue(2_048_000L * 1024);
    assertThat(host.stealMillis(1)).hasValue(90L);
    assertThat(host.stealMillis(-1)).hasValue(800L);
    assertThat(host.momentary(1))
        .containsEntry("load1", "0.52")
        .containsEntry("memoryAvailableMb", "2000")
        .containsEntry("cpuMhz", "2400");
  }

  @Test
  void words_in_place_of_numbers_are_no_readings() throws IOException {
    HostReadings host =
        readings(
            Map.of(
                "proc/meminfo",
                "MemAvailable: lots\n",
                "proc/stat",
                "cpu1 a b c d e f g h i j\n",
                "proc/cpuinfo",
                "cpu MHz : 2450.000\n",
                FREQUENCY,
                "<unsupported>\n"));
    assertThat(host.availableMemoryBytes()).isEmpty();
    assertThat(host.stealMillis(1)).isEmpty();
    assertThat(host.momentary(1)).isEqualTo(Map.of("cpuMhz", "2450.000"));
  }

  @Test
  void what_is_not_there_is_not_known() throws IOException {
    HostReadings host = readings(Map.of());
    assertThat(host.momentary(-1)).isEmpty();
    assertThat(host.stealMillis(0)).isEmpty();
    assertThat(host.allowedCpus()).isEmpty();
  }
}
