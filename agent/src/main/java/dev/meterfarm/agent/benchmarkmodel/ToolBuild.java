package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One build of the tool, found to run on a device.
 *
 * @param sha256 of the file: it has no version of its own
 * @param flags what it knows
 * @param statistic the label statistic that it prints
 */
public record ToolBuild(String sha256, ToolFlags flags, LabelStatistic statistic) {
  /** Asks for the usage text. */
  public static final List<String> USAGE_FLAGS = List.of("--help=true");

  /** Runs a model to see that the tool works; its path goes before them. */
  public static final List<String> TRIAL_FLAGS =
      List.of(
          "--num_runs=20",
          "--min_secs=0",
          "--warmup_runs=1",
          "--warmup_min_secs=0",
          "--num_threads=1");

  /** The tool counts whole microseconds. */
  static final long STEP_NANOS = 1_000;

  /** A visit is a start of the tool, which loads the model and its delegate. */
  private static final long VISIT_NANOS = 50_000_000;

  private static final int RUNTIME_DIGITS = 12;

  /**
   * Which of some targets a device can serve with a build.
   *
   * @param leftOut why not the others that are wanted, by their names
   */
  public record Choice(List<ToolTarget> serving, Map<String, String> leftOut) {
    public Choice {
      serving = List.copyOf(serving);
      leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    }

    /**
     * The same, if anything is left of it.
     *
     * @throws DeviceException with DEVICE_UNFIT and all reasons otherwise
     */
    public Choice requireAny() {
      if (serving.isEmpty()) {
        throw new DeviceException(
            ErrorCode.DEVICE_UNFIT,
            "serves no wanted target: " + String.join("; ", leftOut.values()));
      }
      return this;
    }
  }

  /**
   * Judges a build by its usage text and a trial.
   *
   * @throws UnusableOutputException if it is not the tool, or does not run here
   */
  public static ToolBuild of(String sha256, ToolRun usage, ToolRun trial)
      throws UnusableOutputException {
    ToolFlags flags = ToolFlags.parse(usage.out() + usage.err());
    BenchmarkOutput output =
        BenchmarkOutputParser.parse(trial.out(), trial.err(), trial.status(), false);
    return new ToolBuild(
        sha256,
        flags,
        output.runs().medianMicros().isPresent() ? LabelStatistic.MEDIAN : LabelStatistic.MINIMUM);
  }

  /** The build in words, for people. */
  public String text() {
    return "benchmark_model with SHA-256 " + sha256;
  }

  /** Chooses the wanted targets that the device's cores and this build's flags can serve. */
  public Choice choose(
      List<ToolTarget> declared, CpuTopology topology, Predicate<String> isWanted) {
    List<ToolTarget> serving = new ArrayList<>();
    Map<String, String> leftOut = new TreeMap<>();
    for (ToolTarget target : declared) {
      if (!isWanted.test(target.name())) {
        continue;
      }
      List<String> unknown = target.settings().unknownTo(flags);
      Optional<String> objection = target.objection(topology);
      if (!unknown.isEmpty()) {
        leftOut.put(
            target.name(),
            "target " + target.name() + ": this benchmark_model does not know " + unknown);
      } else if (objection.isPresent()) {
        leftOut.put(target.name(), objection.get());
      } else {
        serving.add(target);
      }
    }
    return new Choice(serving, leftOut);
  }

  /**
   * Describes a target.
   *
   * @param identity what must be equal for measurements to be comparable
   */
  public TargetDescription describe(
      ToolTarget target,
      String deviceClass,
      Map<String, String> identity,
      CpuTopology topology,
      boolean simulated,
      String profileHash) {
    OptionalLong mask = target.mask(topology);
    Map<String, String> settings = new TreeMap<>(target.settings().asMap());
    settings.put("affinity", mask.isPresent() ? Long.toHexString(mask.getAsLong()) : "any");
    Map<String, String> fingerprint = new TreeMap<>(identity);
    fingerprint.putAll(settings);
    fingerprint.put("runtime", "benchmark_model-" + sha256);
    return new TargetDescription(
        target.name(),
        deviceClass,
        "benchmark_model-"
            + sha256.substring(0, RUNTIME_DIGITS)
            + "+"
            + target.settings().asMap().get("delegate"),
        settings,
        new TimingTraits(
            statistic,
            STEP_NANOS,
            target.settings().isGpu() ? TimedRegion.COMPUTE_AND_TRANSFER : TimedRegion.COMPUTE,
            true,
            false,
            VISIT_NANOS),
        simulated,
        profileHash,
        fingerprint);
  }
}
