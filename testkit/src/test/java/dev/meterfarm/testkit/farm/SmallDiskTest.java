package dev.meterfarm.testkit.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
  @TempDir Path folder;

  @Test
  void it_fills_up_and_is_seen_by_those_who_enter_only() throws Exception {
    assumeTrue(SmallDisk.isPossible(), "skipped: unshare -rm cannot mount a file system here");
    Path at = folder.resolve("disk");
    try (SmallDisk disk = SmallDisk.mount(at, "100k")) {
      assertThat(inside(disk, "echo kept > " + at + "/kept")).isZero();
      disk.fill();
      assertThat(inside(disk, "echo lost > " + at + "/lost")).isNotZero();
      disk.clear();
      assertThat(inside(disk, "echo room > " + at + "/room && grep kept " + at + "/kept")).isZero();
      assertThat(at).isEmptyDirectory();
    }
  }

  @Test
  void it_takes_in_what_is_elsewhere() throws Exception {
    assumeTrue(SmallDisk.isPossible(), "skipped: unshare -rm cannot mount a file system here");
    Path from = Files.createDirectories(folder.resolve("from").resolve("deep"));
    Files.writeString(from.resolve("file"), "kept");
    Path at = folder.resolve("disk");
    try (SmallDisk disk = SmallDisk.mount(at, "100k")) {
      disk.takeIn(folder.resolve("from"));
      assertThat(inside(disk, "grep kept " + at + "/deep/file")).isZero();
    }
  }

  private static int inside(SmallDisk disk, String script)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(disk.entering());
    command.addAll(List.of("/bin/sh", "-c", script));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
