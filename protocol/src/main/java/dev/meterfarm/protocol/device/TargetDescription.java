package dev.meterfarm.protocol.device;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A device class with a runtime and its settings, as the coordinator sees it.
 *
 * @param name unique name, such as {@code host-cpu}
 * @param deviceClass what kind of device, such as a CPU model
 * @param runtime runtime and version, such as {@code tflite-2.20.0+xnnpack}
 * @param settings threads, delegate, precision, affinity; sorted
 * @param traits what the numbers mean
 * @param simulated true where no real device is behind it; its bundles are marked
 * @param profileHash SHA-256 of the device profile that declared it
 * @param fingerprint what identifies device and runtime exactly; compared before a bundle is used
 */
public record TargetDescription(
    String name,
    String deviceClass,
    String runtime,
    Map<String, String> settings,
    TimingTraits traits,
    boolean simulated,
    String profileHash,
    Map<String, String> fingerprint) {
  public TargetDescription {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(deviceClass, "deviceClass");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(traits, "traits");
    Objects.requireNonNull(profileHash, "profileHash");
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    fingerprint = Collections.unmodifiableMap(new TreeMap<>(fingerprint));
  }

  /**
   * Whether budgets count its jobs instead of time: where no time passes but in its numbers, and,
   * if that was asked for, where nothing real is measured but takes its time nevertheless, as on
   * virtual phones and on GPUs that are software, and where jobs are long because each visit to a
   * model starts a program.
   *
   * @param asked whether the budget is a number of jobs
   */
  public boolean countsJobs(boolean asked) {
    return simulated
        ? asked || traits.visitNanos() == 0
        : asked && (hasSoftwareGpu() || traits.visitNanos() > 0);
  }

  /** True for a CPU that acts as a GPU: its times are those of no GPU. */
  public boolean hasSoftwareGpu() {
    return Boolean.parseBoolean(settings.get("softwareGpu"));
  }
}
