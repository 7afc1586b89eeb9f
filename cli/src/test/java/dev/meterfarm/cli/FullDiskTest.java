package dev.meterfarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.predictor.Predictor;
import dev.meterfarm.testkit.farm.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign on a file system of its own that fills up, and that somebody makes larger. */
class FullDiskTest {

  private static final String UNSHARE = "/usr/bin/unshare";

  @TempDir private Path dir;

  @BeforeAll
  static void a_file_system_of_our_own_can_be_mounted() throws Exception {
    assumeTrue(SmallDisk.isPossible(), "skipped: unshare -rm cannot mount a file system here");
  }

  @Test
  void a_campaign_that_filled_the_disk_goes_on_when_there_is_room() throws Exception {
    Path disk = Files.createDirectories(dir.resolve("disk"));
    Path kept = Files.createDirectories(dir.resolve("kept"));
    String campaign =
        String.join(
            " ",
            "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
            "-XX:+UseSerialGC -cp '" + System.getProperty("java.class.path") + "'",
            "dev.meterfarm.cli.CoordinatorMain run-campaign --target simulated-a",
            "--budget '30 jobs' --kernels conv1x1,binary",
            "--profiles '" + Path.of("..", "device-profiles").toAbsolutePath().normalize() + "'",
            "--out '" + disk + "/out'");
    String script =
        String.join(
            "\n",
            "mount -t tmpfs -o size=1500k none '" + disk + "'",
            campaign + " > '" + kept + "/full.log' 2>&1",
            "echo $? > '" + kept + "/full.exit'",
            "mount -o remount,size=300m '" + disk + "'",
            campaign + " --resume > '" + kept + "/resumed.log' 2>&1",
            "echo $? > '" + kept + "/resumed.exit'",
            "cp '" + disk + "'/out/*.zip '" + kept + "/bundle.zip'");

    Process process =
        new ProcessBuilder(List.of(UNSHARE, "-rm", "/bin/sh", "-c", script))
            .redirectErrorStream(true)
            .redirectOutput(kept.resolve("script.log").toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();

    assertThat(text(kept.resolve("full.log")))
        .contains("because the disk is full; free some space and resume")
        .doesNotContain("\tat ");
    assertThat(text(kept.resolve("full.exit"))).isEqualTo("5");
    assertThat(text(kept.resolve("resumed.exit")))
        .as(text(kept.resolve("resumed.log")))
        .isEqualTo("0");
    assertThat(Predictor.load(kept.resolve("bundle.zip")).bundle()).isNotNull();
    try (Stream<Path> files = Files.list(disk)) {
      assertThat(files).as("the mount was the script's own").isEmpty();
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8).strip();
  }
}
