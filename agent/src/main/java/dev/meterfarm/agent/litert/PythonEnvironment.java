package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.setup.VirtualEnvironment;
import dev.meterfarm.protocol.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which Python runs the child, and with which variables. Without a GPU, and unless the profile or
 * the agent's own environment name a Vulkan driver, that is SwiftShader where Debian's chromium
 * package puts it.
 *
 * @param program the interpreter
 * @param own variables that the profile sets
 * @param inherited this process's variables
 * @param root where the file system begins
 */
record PythonEnvironment(
    String program, Map<String, String> own, Map<String, String> inherited, Path root) {
  /** Where to find what {@code bin/agent setup litert} installs. */
  static final String TOOL = "litert";

  private static final String DRIVERS = "VK_ICD_FILENAMES";
  private static final String DRIVERS_OF_NEWER_LOADERS = "VK_DRIVER_FILES";
  private static final String SWIFTSHADER = "usr/lib/chromium/vk_swiftshader_icd.json";

  PythonEnvironment {
    Objects.requireNonNull(program, "program");
    own = Map.copyOf(own);
    inherited = Map.copyOf(inherited);
  }

  /**
   * The environment that a profile asks for.
   *
   * @throws DeviceException with {@link ErrorCode#RUNTIME_MISSING} if nothing is installed
   */
  static PythonEnvironment of(LitertProfile profile) {
    String program = profile.python();
    if (program.isEmpty()) {
      VirtualEnvironment installed = VirtualEnvironment.named(TOOL, System.getenv());
      if (!installed.isComplete()) {
        throw new DeviceException(
            ErrorCode.RUNTIME_MISSING,
            "LiteRT is not installed: run 'bin/agent setup litert', or name a Python that has the"
                + " ai-edge-litert wheel in the profile of device "
                + profile.device()
                + " (key 'python')");
      }
      program = installed.program("python").toString();
    }
    return new PythonEnvironment(program, profile.environment(), System.getenv(), Path.of("/"));
  }

  /**
   * The variables that the child gets besides this process's own.
   *
   * @param folder a private folder for it
   */
  Map<String, String> variables(Path folder) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PYTHONDONTWRITEBYTECODE", "1");
    variables.put("XDG_RUNTIME_DIR", folder.toString());
    boolean named =
        Stream.of(DRIVERS, DRIVERS_OF_NEWER_LOADERS)
            .anyMatch(key -> own.containsKey(key) || inherited.containsKey(key));
    Path software = root.resolve(SWIFTSHADER);
    if (!named && !hasGpu() && Files.isReadable(software)) {
      variables.put(DRIVERS, software.toString());
    }
    variables.putAll(own);
    return variables;
  }

  /** True if the kernel offers a GPU to render with. */
  private boolean hasGpu() {
    if (Files.exists(root.resolve("dev/nvidia0")) || Files.exists(root.resolve("dev/dxg"))) {
      return true;
    }
    Path nodes = root.resolve("dev/dri");
    if (!Files.isDirectory(nodes)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(nodes)) {
      return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("renderD"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
