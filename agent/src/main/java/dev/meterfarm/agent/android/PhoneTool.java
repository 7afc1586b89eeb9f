package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.BenchmarkOutput;
import dev.meterfarm.agent.benchmarkmodel.BenchmarkOutputParser;
import dev.meterfarm.agent.benchmarkmodel.ToolFlags;
import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.guard.HealthRules;
import dev.meterfarm.agent.guard.PhoneReadings;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The tool on a phone: pushed where it is not there yet, run once to see that it works, and asked
 * which flags it knows.
 *
 * @param path of the tool on the phone
 * @param flags what this build knows
 * @param statistic the label statistic that this build prints
 */
record PhoneTool(String path, String sha256, ToolFlags flags, LabelStatistic statistic) {
  /** Everything of ours on a phone is below this folder. */
  static final String FOLDER = "/data/local/tmp/meterfarm";

  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration SLOW = Duration.ofMinutes(2);
  private static final int HASH_DIGITS = 12;

  /**
   * Makes a phone ready.
   *
   * @param references the reference models, which are pushed as well
   * @throws DeviceException saying what is wrong and what to do about it
   */
  static PhoneTool install(
      AdbPhone phone, LabTool tool, List<ModelFile> references, HealthRules rules)
      throws InterruptedException {
    String path = FOLDER + "/benchmark_model-" + tool.sha256().substring(0, HASH_DIGITS);
    ShellAnswer there =
        phone.shell(
            "mkdir -p "
                + FOLDER
                + "; ls "
                + path
                + " "
                + FOLDER
                + "/reference-*.tflite 2>/dev/null; "
                + Survey.readingsScript("/data/local/tmp"),
            QUICK);
    requireRoom(phone, PhoneReadings.of(Survey.parse(there.out())), rules);
    Map<Path, String> missing = new LinkedHashMap<>();
    if (there.out().lines().noneMatch(line -> line.strip().equals(path))) {
      phone.push(Map.of(tool.file(), path)); // Alone: a stand-in may be one of the models.
    }
    for (ModelFile reference : references) {
      String remote = reference(reference.name());
      if (there.out().lines().noneMatch(line -> line.strip().equals(remote))) {
        missing.put(Path.of(reference.path()), remote);
      }
    }
    phone.push(missing);
    require(phone, phone.shell("chmod 755 " + path, QUICK), "cannot set the run bit of " + path);
    ShellAnswer usage = phone.shell(path + " --help=true", QUICK);
    try {
      ToolFlags flags = ToolFlags.parse(usage.out() + usage.err());
      ShellAnswer trial =
          phone.shell(
              path
                  + " --graph="
                  + reference(references.get(0).name())
                  + " --num_runs=20 --min_secs=0 --warmup_runs=1 --warmup_min_secs=0"
                  + " --num_threads=1",
              SLOW);
      BenchmarkOutput output =
          BenchmarkOutputParser.parse(trial.out(), trial.err(), trial.status(), false);
      return new PhoneTool(
          path,
          tool.sha256(),
          flags,
          output.runs().medianMicros().isPresent()
              ? LabelStatistic.MEDIAN
              : LabelStatistic.MINIMUM);
    } catch (UnusableOutputException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "benchmark_model does not run on phone " + phone.serial() + ": " + e.getMessage(),
          e);
    }
  }

  private static void requireRoom(AdbPhone phone, PhoneReadings readings, HealthRules rules) {
    readings
        .diskFreeMegabytes()
        .filter(free -> free < rules.leastDiskMegabytes())
        .ifPresent(
            free -> {
              throw new DeviceException(
                  ErrorCode.DEVICE_UNFIT,
                  "phone "
                      + phone.serial()
                      + " has "
                      + free
                      + " MB free, the profile wants "
                      + rules.leastDiskMegabytes());
            });
  }

  private static void require(AdbPhone phone, ShellAnswer answer, String what) {
    if (!answer.isSuccess()) {
      throw new DeviceException(
          ErrorCode.DEVICE_UNFIT,
          "phone "
              + phone.serial()
              + ": "
              + what
              + ": "
              + (answer.out() + answer.err()).lines().collect(Collectors.joining("; ")));
    }
  }

  /** Where a reference model is on the phone. */
  static String reference(String name) {
    return FOLDER + "/reference-" + name + ".tflite";
  }
}
