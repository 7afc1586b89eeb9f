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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Campaigns on a file system of their own: one that fills up and that somebody makes larger, and
 * one that is read-only.
 */
class FullDiskTest {

  private static final String UNSHARE = "/usr/bin/unshare";

  @TempDir private Path dir;
  private Path disk;
  private Path kept;

  @BeforeAll
  static void a_file_system_of_our_own_can_be_mounted() throws Exception {
    assumeTrue(SmallDisk.isPossible(), "skipped: unshare -rm cannot mount a file system here");
  }

  @BeforeEach
  void prepare() throws IOException {
    disk = Files.createDirectories(dir.resolve("disk"));
    kept = Files.createDirectories(dir.resolve("kept"));
  }

  @Test
  void a_campaign_that_filled_the_disk_goes_on_when_there_is_room() throws Exception {
    run(
        "mount -t tmpfs -o size=1500k none '" + disk + "'",
        campaign() + " > '" + kept + "/full.log' 2>&1",
        "echo $? > '" + kept + "/full.exit'",
        "mount -o remount,size=300m '" + disk + "'",
        campaign() + " --resume > '" + kept + "/resumed.log' 2>&1",
        "echo $? > '" + kept + "/resumed.exit'",
        "cp '" + disk + "'/out/*.zip '" + kept + "/bundle.zip'");

    assertThat(said("full.log"))
        .contains("because the disk is full; free some space and resume")
        .doesNotContain("\tat ");
    assertThat(said("full.exit")).isEqualTo("5");
    assertThat(said("resumed.exit")).as(said("resumed.log")).isEqualTo("0");
    assertThat(Predictor.load(kept.resolve("bundle.zip")).bundle()).isNotNull();
    try (Stream<Path> files = Files.list(disk)) {
      assertThat(files).as("the mount was the script's own").isEmpty();
    }
  }

  @Test
  void a_folder_that_cannot_be_written_to_is_refused_with_what_helps() throws Exception {
    run(
        "mount -t tmpfs -o ro none '" + disk + "'",
        campaign() + " > '" + kept + "/read-only.log' 2>&1",
        "echo $? > '" + kept + "/read-only.exit'");

    assertThat(said("read-only.log"))
        .contains(disk + "/out", "make it a writable folder, or use another one")
        .doesNotContain("\tat ");
    assertThat(said("read-only.exit")).isEqualTo("5");
  }

  private String campaign() {
    return String.join(
        " ",
        "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
            + System.getProperty("java.class.path")
            + "'",
        "dev.meterfarm.cli.CoordinatorMain run-campaign --target simulated-a",
        "--budget '" + Rehearsal.BUDGET + "' --kernels " + Rehearsal.KERNELS,
        "--profiles '" + Rehearsal.PROFILES.toAbsolutePath().normalize() + "'",
        "--out '" + disk + "/out'");
  }

  /** As root of a namespace of its own, so that what is mounted ends with it. */
  private void run(String... script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(UNSHARE, "-rm", "/bin/sh", "-c", String.join("\n", script)))
            .redirectErrorStream(true)
            .redirectOutput(kept.resolve("script.log").toFile())
            .start();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
  }

  private String said(String file) throws IOException {
    return Files.readString(kept.resolve(file), UTF_8).strip();
  }
}
