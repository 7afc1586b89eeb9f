package dev.meterfarm.predictor.bundle;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The target that a bundle predicts.
 *
 * @param name its name, such as {@code host-cpu}
 * @param deviceClass what kind of device, such as a CPU model
 * @param runtime runtime and version, such as {@code tflite-2.20.0+xnnpack}
 * @param settings threads, delegate, precision, affinity; sorted
 * @param labelStatistic which statistic of a visit's runs the latencies are, such as {@code
 *     PERCENTILE_25}
 * @param traits anything else about what the numbers mean; sorted
 * @param fingerprint what identifies device and runtime exactly; sorted
 * @param simulated true where no real device is behind the numbers
 */
public record TargetIdentity(
    String name,
    String deviceClass,
    String runtime,
    Map<String, String> settings,
    String labelStatistic,
    Map<String, String> traits,
    Map<String, String> fingerprint,
    boolean simulated) {
  public TargetIdentity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(deviceClass, "deviceClass");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(labelStatistic, "labelStatistic");
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    traits = Collections.unmodifiableMap(new TreeMap<>(traits));
    fingerprint = Collections.unmodifiableMap(new TreeMap<>(fingerprint));
  }
}
