package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.TriedDevices;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.openvino.IrPrecision;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Drives CPUs, GPUs, NPUs and sticks through OpenVINO's benchmark_app. */
public final class OpenVinoDriver implements Driver<OpenVinoProfile> {
  private static final int MOST_THREADS = 64;
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);
  private static final Duration COMES_BACK = Duration.ofSeconds(10);

  private final OpenVinoInstallation installation;

  /** A driver that uses this installation where a profile names no other. */
  public OpenVinoDriver(OpenVinoInstallation installation) {
    this.installation = installation;
  }

  @Override
  public String word() {
    return "openvino";
  }

  @Override
  public OpenVinoProfile read(ProfileReading reading) {
    ConfigNode root = reading.root();
    ConfigNode power = root.child("power-cycle");
    return new OpenVinoProfile(
        reading.device(),
        root.text("tool", ""),
        powerCycle(power),
        reading.targets().entrySet().stream()
            .map(entry -> target(entry.getKey(), entry.getValue(), reading.hash()))
            .toList());
  }

  private static PowerCycle powerCycle(ConfigNode node) {
    PowerCycle read = new PowerCycle(node.texts("command"), node.duration("wait", COMES_BACK));
    if (node.isPresent() && read.command().isEmpty()) {
      node.problem(
          "command", "", "is missing", "write for example 'command: [uhubctl, -a, cycle]'");
    }
    node.end();
    return read;
  }

  private static OpenVinoTarget target(String name, ConfigNode settings, String hash) {
    InferenceDevice device =
        InferenceDevice.valueOf(settings.choice("device", "CPU", InferenceDevice.words()));
    String usual = device == InferenceDevice.CPU ? "fp32" : "fp16";
    String precision = settings.choice("precision", usual, List.of("fp32", "fp16"));
    if (device == InferenceDevice.MYRIAD && precision.equals("fp32")) {
      settings.problem(
          "precision", precision, "must be fp16 on MYRIAD", "it computes in nothing else");
    }
    return new OpenVinoTarget(
        name,
        device,
        IrPrecision.valueOf(precision.toUpperCase(Locale.ROOT)),
        (int) settings.integer("threads", 1, 1, MOST_THREADS),
        settings.duration("run-deadline", RUN_DEADLINE),
        hash);
  }

  @Override
  public DeviceSource open(
      List<OpenVinoProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return TriedDevices.open(
        word(),
        profiles,
        wanted,
        (profile, targets, failures) -> open(profile, targets, scratch, failures),
        listener);
  }

  private OpenVinoDevice open(
      OpenVinoProfile profile,
      List<String> names,
      ScratchFolder scratch,
      Map<String, DeviceException> failures) {
    List<OpenVinoTarget> targets =
        profile.declared().stream().filter(of -> names.contains(of.name())).toList();
    Path tool =
        profile.tool().isEmpty()
            ? installation
                .tool()
                .orElseThrow(() -> OpenVinoInstallation.missing(targets.get(0).name()))
            : Path.of(profile.tool());
    return OpenVinoDevice.open(profile, tool, targets, scratch, failures);
  }
}
