package dev.meterfarm.agent.litert;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.houserules.PythonForTests;
import dev.meterfarm.protocol.device.DeviceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real wheel for tests, or a word why they are skipped; CI requires it. */
final class LitertForTests {
  private LitertForTests() {}

  static String requirePython() {
    return PythonForTests.require("LiteRT");
  }

  /** A GPU, be it software; {@code METERFARM_REQUIRE_GPU=1} makes its absence a failure. */
  static void requireGpu() {
    boolean there =
        Files.isReadable(Path.of("/usr/lib/chromium/vk_swiftshader_icd.json"))
            || Files.isDirectory(Path.of("/dev/dri"))
            || System.getenv("VK_ICD_FILENAMES") != null;
    if (!there && "1".equals(System.getenv("METERFARM_REQUIRE_GPU"))) {
      throw new AssertionError("METERFARM_REQUIRE_GPU is 1, but there is no Vulkan driver");
    }
    assumeTrue(there, "skipped: no GPU, and no SwiftShader (Debian: apt install chromium)");
  }

  static ChildDevice<LitertTarget> open(ScratchFolder scratch, Accelerator... accelerators) {
    return open(scratch, CpuPlan.ofThisProcess(new HostReadings()), accelerators);
  }

  static ChildDevice<LitertTarget> open(
      ScratchFolder scratch, CpuPlan cpus, Accelerator... accelerators) {
    List<LitertTarget> targets = new ArrayList<>();
    for (Accelerator accelerator : accelerators) {
      targets.add(new LitertTarget("litert-" + accelerator.word(), accelerator, 1, "hash"));
    }
    return LitertRuntime.open(
        new DeviceId("litert"),
        targets,
        new PythonEnvironment(requirePython(), Map.of(), System.getenv(), Path.of("/")),
        scratch,
        cpus);
  }
}
