package dev.meterfarm.agent.android;

import dev.meterfarm.agent.benchmarkmodel.ToolBuild;
import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.guard.DeviceReadings;
import dev.meterfarm.agent.guard.HealthRules;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.setup.LabTool;
import dev.meterfarm.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The tool on a phone: pushed where it is not there yet, run once to see that it works, and asked
 * which flags it knows.
 *
 * @param path of the tool on the phone
 * @param build what it is and can do
 */
record PhoneTool(String path, ToolBuild build) {
  /** Everything of ours on a phone is below this folder. */
  static final String FOLDER = "/data/local/tmp/meterfarm";

  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration SLOW = Duration.ofMinutes(2);
  private static final int HASH_DIGITS = 12;

  private static final String PID = FOLDER + "/trial.pid";
  private static final String KILL = "p=$(cat " + PID + " 2>/dev/null) && kill -9 $p 2>/dev/null";
  private static final int KILLED = 137;

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
                + "; [ -x "
                + path
                + " ] && echo "
                + path
                + "; ls "
                + FOLDER
                + "/reference-*.tflite 2>/dev/null; "
                + Survey.readingsScript("/data/local/tmp", OptionalLong.empty()),
            QUICK);
    requireRoom(phone, DeviceReadings.of(Survey.parse(there.out())), rules);
    List<Push> missing = new ArrayList<>();
    if (there.out().lines().noneMatch(line -> line.strip().equals(path))) {
      missing.add(new Push(tool.file(), path, true));
    }
    for (ModelFile reference : references) {
      String remote = reference(reference.name());
      if (there.out().lines().noneMatch(line -> line.strip().equals(remote))) {
        missing.add(new Push(Path.of(reference.path()), remote, false));
      }
    }
    phone.push(missing);
    ToolRun usage = run(phone, path, ToolBuild.USAGE_FLAGS, QUICK);
    ToolRun trial =
        run(phone, onReference(path, references.get(0).name()), ToolBuild.TRIAL_FLAGS, SLOW);
    try {
      return new PhoneTool(path, ToolBuild.of(tool.sha256(), usage, trial));
    } catch (UnusableOutputException e) {
      throw new DeviceException(
          ErrorCode.RUNTIME_MISSING,
          "benchmark_model does not run on phone " + phone.serial() + ": " + e.getMessage(),
          e);
    }
  }

  private static String onReference(String path, String name) {
    return path + " --graph=" + reference(name);
  }

  /**
   * One run on a reference model.
   *
   * @param name the model's
   * @param mask CPUs to run on; empty for any
   * @param flags those besides the model's own
   */
  ToolRun runReference(AdbPhone phone, String name, OptionalLong mask, List<String> flags)
      throws InterruptedException {
    String pinned = mask.isPresent() ? "taskset " + Long.toHexString(mask.getAsLong()) + " " : "";
    return run(phone, pinned + onReference(path, name), flags, SLOW);
  }

  /**
   * One run of the tool. One that does not end is killed on the phone by its process id.
   *
   * @throws DeviceException if the phone went, or does not answer any more; what may run on there
   *     is ended when it is back
   */
  static ToolRun run(AdbPhone phone, String command, List<String> flags, Duration deadline)
      throws InterruptedException {
    String run = command + " " + String.join(" ", flags);
    try {
      ShellAnswer answer =
          phone.shell("rm -f " + PID + "; " + run + " & echo $! > " + PID + "; wait $!", deadline);
      return new ToolRun(answer.out(), answer.err(), answer.status());
    } catch (DeviceException e) {
      boolean killed = phone.leftovers().removeNow(phone, KILL);
      if (!killed || e.code() != ErrorCode.RUN_TIMED_OUT) {
        throw e;
      }
      return new ToolRun("", "ERROR: killed, because it took longer than " + deadline, KILLED);
    } catch (InterruptedException e) {
      phone.leftovers().removeNow(phone, KILL);
      throw e;
    }
  }

  private static void requireRoom(AdbPhone phone, DeviceReadings readings, HealthRules rules) {
    readings
        .diskFreeMegabytes()
        .filter(free -> free < rules.limits().leastDiskMegabytes())
        .ifPresent(
            free -> {
              throw new DeviceException(
                  ErrorCode.DEVICE_UNFIT,
                  "phone "
                      + phone.serial()
                      + " has "
                      + free
                      + " MB free, the profile wants "
                      + rules.limits().leastDiskMegabytes());
            });
  }

  /** Where a reference model is on the phone. */
  static String reference(String name) {
    return FOLDER + "/reference-" + name + ".tflite";
  }
}
