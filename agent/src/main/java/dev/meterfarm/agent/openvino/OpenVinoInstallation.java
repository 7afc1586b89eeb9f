package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.agent.setup.VirtualEnvironment;
import dev.meterfarm.graph.openvino.IrPrecision;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The OpenVINO that {@code bin/agent setup openvino} installed, or another that it was told to use.
 * For one thread.
 */
public final class OpenVinoInstallation {
  /** The wheel that we install; CI compares with the same one. */
  public static final String WHEEL = "openvino==2026.4.1";

  private static final String OWN = "openvino";
  private static final String OTHER = "openvino-tool.txt";
  private static final Duration TRIAL = Duration.ofMinutes(2);

  private final Path other;
  private final VirtualEnvironment environment;

  /**
   * The one of this user.
   *
   * @param variables this process's environment, which may say where tools are kept
   */
  public OpenVinoInstallation(Map<String, String> variables) {
    this.environment = VirtualEnvironment.named(OWN, variables);
    this.other = environment.folder().resolveSibling(OTHER);
  }

  /**
   * What one kind of device says.
   *
   * @param target name of the target in the profiles that are shipped
   * @param problem why it cannot be served; empty if it can
   * @param neverRunOn the hardware that Meterfarm's authors never ran it on; empty if they did
   */
  public record Service(String target, Optional<String> problem, String neverRunOn) {}

  /** The tool to use; empty if there is none. */
  public Optional<Path> tool() {
    try {
      if (Files.exists(other)) {
        return Optional.of(Path.of(Files.readString(other).strip()));
      }
    } catch (IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "cannot read " + other, e);
    }
    return environment.isComplete()
        ? Optional.of(environment.program("benchmark_app"))
        : Optional.empty();
  }

  /**
   * Installs the wheel, unless it is there, and uses it from now on.
   *
   * @param python the interpreter to make its environment with
   * @param progress is told what happens
   */
  public void install(String python, Consumer<String> progress) throws InterruptedException {
    if (environment.holds(List.of(WHEEL))) {
      progress.accept(WHEEL + " is installed already in " + environment.folder());
    } else {
      environment.install(python, List.of(WHEEL), progress);
    }
    try {
      Files.deleteIfExists(other);
    } catch (IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "cannot remove " + other, e);
    }
  }

  /**
   * Uses another benchmark_app from now on.
   *
   * @throws FarmException if it is none
   */
  public void use(Path tool) throws InterruptedException {
    OpenVinoTool.probe(List.of(tool.toAbsolutePath().toString()));
    try {
      Files.createDirectories(other.getParent());
      Files.writeString(other, tool.toAbsolutePath() + "\n");
    } catch (IOException e) {
      throw new FarmException(ErrorCode.STORAGE_FAILED, "cannot write " + other, e);
    }
  }

  /** Runs a small model on every kind of device that OpenVINO knows. */
  public List<Service> tryAll() {
    List<Service> services = new ArrayList<>();
    Path tool = tool().orElseThrow(() -> missing("openvino-cpu"));
    try (ScratchFolder scratch = ScratchFolder.open()) {
      for (InferenceDevice device : InferenceDevice.values()) {
        services.add(
            new Service(device.targetName(), problem(device, tool, scratch), device.neverRunOn()));
      }
    }
    return services;
  }

  private static Optional<String> problem(
      InferenceDevice device, Path tool, ScratchFolder scratch) {
    IrPrecision precision = device == InferenceDevice.CPU ? IrPrecision.FP32 : IrPrecision.FP16;
    OpenVinoTarget target =
        new OpenVinoTarget(device.targetName(), device, precision, 1, TRIAL, "");
    OpenVinoProfile profile =
        new OpenVinoProfile("trial", "", new PowerCycle(List.of(), Duration.ZERO), List.of(target));
    try (OpenVinoDevice opened =
        OpenVinoDevice.open(profile, tool, List.of(target), scratch, new HashMap<>())) {
      return opened.targets().isEmpty() ? Optional.of("no target") : Optional.empty();
    } catch (DeviceException e) {
      return Optional.of(e.getMessage());
    }
  }

  static DeviceException missing(String target) {
    return new DeviceException(
        ErrorCode.RUNTIME_MISSING,
        "target '"
            + target
            + "' needs OpenVINO, which is not set up: run 'bin/agent setup openvino' (280 MB, into"
            + " a folder of its own), or name the benchmark_app of an installation in the profile"
            + " (key 'tool')");
  }
}
