package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.child.ChildLauncher;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Starts the Python child in a folder of its own, which holds our script and what SwiftShader reads
 * its settings from.
 */
record LitertLauncher(PythonEnvironment python, List<String> accelerators, CpuPlan cpus)
    implements ChildLauncher {
  private static final String SCRIPT = "litert_child.py";

  LitertLauncher {
    accelerators = List.copyOf(accelerators);
  }

  @Override
  public ProcessBuilder command(Path folder) {
    try {
      Path script = folder.resolve(SCRIPT);
      try (InputStream content = LitertLauncher.class.getResourceAsStream(SCRIPT)) {
        Files.copy(content, script, StandardCopyOption.REPLACE_EXISTING);
      }
      limitSwiftShader(folder);
      // -I would also ignore PYTHONPATH of an own installation; -B leaves no files beside the
      // wheel.
      ProcessBuilder builder = new ProcessBuilder(python.program(), "-B", "-u", script.toString());
      builder.directory(folder.toFile());
      builder.environment().putAll(python.variables(folder));
      return builder;
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "cannot write " + SCRIPT + " to " + folder, e);
    }
  }

  /** As many threads as CPUs are set aside: by itself it starts one for each CPU that there is. */
  private void limitSwiftShader(Path folder) throws IOException {
    if (cpus.isPinned()) {
      int threads = CpuPlan.parse(cpus.measuring()).orElseThrow().size();
      Files.writeString(
          folder.resolve("SwiftShader.ini"),
          "[Processor]\nThreadCount=" + threads + "\n",
          StandardCharsets.UTF_8);
    }
  }

  @Override
  public Object greeting(ModelFile warmUp, List<ModelFile> references, Path errorLog) {
    return new LitertRequest.Start(
        accelerators, cpus.measuring(), warmUp.path(), references, errorLog.toString());
  }
}
