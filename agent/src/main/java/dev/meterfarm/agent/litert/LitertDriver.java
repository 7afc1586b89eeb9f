package dev.meterfarm.agent.litert;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.driver.DeviceListener;
import dev.meterfarm.agent.driver.DeviceSource;
import dev.meterfarm.agent.driver.Driver;
import dev.meterfarm.agent.driver.FixedDevices;
import dev.meterfarm.agent.driver.ProfileReading;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives this machine's CPU, GPU or NPU through the LiteRT wheel. */
public final class LitertDriver implements Driver<LitertProfile> {
  private static final Logger LOG = LoggerFactory.getLogger(LitertDriver.class);
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
    List<LitertProfile> serving =
        wanted.isEverything()
            ? profiles.stream()
                .map(profile -> profile.serving(of -> isUsable(profile, of, scratch)))
                .filter(profile -> !profile.declared().isEmpty())
                .toList()
            : profiles.stream()
                .map(profile -> profile.serving(of -> wanted.includes(of.name())))
                .toList();
    return FixedDevices.open(serving, profile -> device(profile, scratch), listener);
  }

  private static LitertDevice device(LitertProfile profile, ScratchFolder scratch) {
    return LitertDevice.open(
        new DeviceId(profile.device()),
        profile.declared(),
        PythonEnvironment.of(profile),
        scratch,
        CpuPlan.ofThisProcess(new HostReadings()));
  }

  /** Whoever serves whatever there is does without the targets that this machine cannot serve. */
  private static boolean isUsable(
      LitertProfile profile, LitertTarget target, ScratchFolder scratch) {
    try {
      device(profile.serving(target::equals), scratch).close();
      return true;
    } catch (DeviceException e) {
      if (e.code() != ErrorCode.RUNTIME_MISSING) {
        throw e;
      }
      LOG.info("Target {} is not served: {}", target.name(), e.getMessage());
      return false;
    }
  }
}
