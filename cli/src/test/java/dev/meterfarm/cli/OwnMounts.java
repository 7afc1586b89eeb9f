package dev.meterfarm.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** File systems that only one process and its children see. */
final class OwnMounts {
  private static final String UNSHARE = "/usr/bin/unshare";

  private OwnMounts() {}

  /** Skips the test where none can be mounted; fails if METERFARM_REQUIRE_MOUNTS is 1. */
  static void require() throws IOException, InterruptedException {
    boolean can =
        Files.isExecutable(Path.of(UNSHARE))
            && new ProcessBuilder(command("mount -t tmpfs none /mnt"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
    if (!can && "1".equals(System.getenv("METERFARM_REQUIRE_MOUNTS"))) {
      throw new AssertionError("METERFARM_REQUIRE_MOUNTS is 1, but unshare -rm cannot mount here");
    }
    assumeTrue(can, "skipped: unshare -rm cannot mount a file system here");
  }

  /** Runs a script that may mount. */
  static String[] command(String script) {
    return new String[] {UNSHARE, "-rm", "/bin/sh", "-c", script};
  }
}
