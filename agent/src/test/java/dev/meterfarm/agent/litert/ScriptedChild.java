package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A program in place of Python that talks like our script and does what a test wants. */
final class ScriptedChild {
  /** What it says when it is ready, on a machine without a GPU. */
  static final String READY =
      "{\"type\":\"ready\",\"runtimeVersion\":\"2.3.0\",\"pinned\":true,\"cpus\":\"1\","
          + "\"invocationNanos\":900,\"facts\":{\"gpu\":\"SwiftShader Device\","
          + "\"gpuDriver\":\"20971520\",\"softwareGpu\":\"true\",\"clock\":\"cpu\"}}";

  private ScriptedChild() {}

  /**
   * Writes the program.
   *
   * @param onStart shell commands when it is to get ready
   * @param onRun shell commands when it is to run models, before it reports a microsecond for each;
   *     {@code $job} is the number of such requests so far, those to its predecessors included
   */
  static String write(Path folder, String onStart, String onRun) throws IOException {
    Path program = folder.resolve("python");
    Files.writeString(
        program,
        String.join(
            "\n",
            "#!/bin/sh",
            "read -r start",
            onStart,
            "while read -r request; do",
            "  echo >> jobs",
            "  job=$(wc -l < jobs)",
            "  measured='{\"code\":null,\"message\":null,\"roundNanos\":[1000.0],\"pooled\":{"
                + "\"runs\":2,\"minNanos\":990,\"p5Nanos\":990,\"p25Nanos\":1000,"
                + "\"medianNanos\":1000,\"p95Nanos\":1010,\"meanNanos\":1000,"
                + "\"standardDeviationNanos\":10},\"executed\":[]}'",
            onRun,
            "  outcomes=",
            "  for model in $(echo \"$request\" | grep -o '\"name\"'); do",
            "    outcomes=\"$outcomes${outcomes:+,}${first:-$measured}\"",
            "    first=",
            "  done",
            "  echo \"{\\\"type\\\":\\\"done\\\",\\\"outcomes\\\":[$outcomes],"
                + "\\\"references\\\":[],\\\"environment\\\":{}}\"",
            "done",
            ""));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }

  static ChildDevice<LitertTarget> open(ScratchFolder scratch, String program) {
    return LitertRuntime.open(
        new DeviceId("litert"),
        List.of(new LitertTarget("litert-gpu", Accelerator.GPU, 1, "hash")),
        new PythonEnvironment(program, Map.of(), Map.of(), Path.of("/")),
        scratch,
        CpuPlan.ofThisProcess(new HostReadings()));
  }
}
