package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.TriedDevices;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Drives this machine's CPU, GPU or NPU through the LiteRT wheel. */
public final class LitertDriver implements Driver<LitertProfile> {
  private static final int MOST_THREADS = 64;

  @Override
  public String word() {
    return "litert";
  }

  @Override
  public LitertProfile read(ProfileReading reading) {
    return new LitertProfile(
        reading.device(),
        reading.root().text("python", ""),
        reading.root().textsByName("environment"),
        reading.targets().entrySet().stream()
            .map(entry -> target(entry.getKey(), entry.getValue(), reading.hash()))
            .toList());
  }

  private static LitertTarget target(String name, ConfigNode settings, String hash) {
    List<String> words = Arrays.stream(Accelerator.values()).map(Accelerator::word).toList();
    String word = settings.choice("accelerator", Accelerator.CPU.word(), words);
    Accelerator accelerator =
        Arrays.stream(Accelerator.values())
            .filter(of -> of.word().equals(word))
            .findFirst()
            .orElse(Accelerator.CPU);
    int threads =
        accelerator == Accelerator.CPU ? (int) settings.integer("threads", 1, 1, MOST_THREADS) : 1;
    return new LitertTarget(name, accelerator, threads, hash);
  }

  @Override
  public DeviceSource open(
      List<LitertProfile> profiles,
      WantedTargets wanted,
      ScratchFolder scratch,
      DeviceListener listener) {
    return TriedDevices.open(
        word(),
        profiles,
        wanted,
        (profile, names, failures) ->
            open(profile.serving(of -> names.contains(of.name())), scratch, failures),
        listener);
  }

  /** One child for all targets; if that cannot be, for those that can be served by themselves. */
  private static Device open(
      LitertProfile profile, ScratchFolder scratch, Map<String, DeviceException> failures) {
    try {
      return device(profile, scratch);
    } catch (DeviceException e) {
      if (e.code() != ErrorCode.RUNTIME_MISSING || profile.declared().size() == 1) {
        throw e;
      }
      for (LitertTarget target : profile.declared()) {
        try {
          device(profile.serving(target::equals), scratch).close();
        } catch (DeviceException own) {
          failures.put(target.name(), own);
        }
      }
      if (failures.size() == profile.declared().size()) {
        throw e;
      }
      return device(profile.serving(of -> !failures.containsKey(of.name())), scratch);
    }
  }

  private static Device device(LitertProfile profile, ScratchFolder scratch) {
    return LitertRuntime.open(
        new DeviceId(profile.device()),
        profile.declared(),
        PythonEnvironment.of(profile),
        scratch,
        CpuPlan.ofThisProcess(new HostReadings()));
  }
}
