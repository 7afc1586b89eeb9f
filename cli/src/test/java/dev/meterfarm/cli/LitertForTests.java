package dev.meterfarm.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** LiteRT's real GPU delegate on a GPU that is software, wherever the machine has one or not. */
final class LitertForTests {
  static final String TARGET = "litert-gpu";

  private static final Path SWIFTSHADER = Path.of("/usr/lib/chromium/vk_swiftshader_icd.json");

  private LitertForTests() {}

  /**
   * A folder with a profile of the target; skips or fails where the wheel or the GPU is missing.
   */
  static Path profiles(Path folder) throws IOException {
    String python = requirePython();
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("litert.yaml"),
        """
        device: litert
        driver: litert
        python: %s
        environment: {VK_ICD_FILENAMES: %s}
        targets:
          %s: {accelerator: gpu}
        """
            .formatted(onOneCpu(folder, python), SWIFTSHADER, TARGET));
    return profiles;
  }

  private static String requirePython() {
    String python = System.getenv("METERFARM_PYTHON");
    boolean gpu = Files.isReadable(SWIFTSHADER);
    if ("1".equals(System.getenv("METERFARM_REQUIRE_GPU")) && (python == null || !gpu)) {
      throw new AssertionError(
          "METERFARM_REQUIRE_GPU is 1, but METERFARM_PYTHON is not set or SwiftShader is missing");
    }
    assumeTrue(python != null, "skipped: METERFARM_PYTHON names no interpreter with LiteRT");
    assumeTrue(gpu, "skipped: SwiftShader is missing (Debian: apt install chromium)");
    return python;
  }

  /**
   * As under the launcher, which no test runs under: on one CPU a software GPU is timed by the CPU
   * time that it takes, which is blind to what else runs there.
   */
  private static String onOneCpu(Path folder, String python) throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      return python;
    }
    int cpu = CpuPlan.parse(new HostReadings().allowedCpus()).orElseThrow().last();
    Path script = folder.resolve("python-on-one-cpu");
    Files.writeString(
        script,
        """
        #!/bin/sh
        printf '[Processor]\\nThreadCount=1\\n' > SwiftShader.ini
        exec /usr/bin/taskset -c %d %s "$@"
        """
            .formatted(cpu, python));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }
}
