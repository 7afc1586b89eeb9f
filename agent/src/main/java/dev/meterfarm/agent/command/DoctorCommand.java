package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.android.PhoneShelf;
import dev.meterfarm.agent.command.Findings.Verdict;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.host.Taskset;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at everything that measuring on this machine needs, and says what to do about the rest. */
@Command(
    name = "doctor",
    description = "Checks whether this machine can measure, and says what to fix.",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class DoctorCommand implements Callable<Integer> {
  /** The word of the phones' driver. */
  private static final String ANDROID = "android";

  private static final double MOST_LOAD_PER_CPU = 0.5;
  private static final int LEAST_GLIBC_MINOR = 34;
  private static final Pattern GLIBC = Pattern.compile("glibc 2\\.(\\d{1,3}).*");

  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  private final HostReadings host = new HostReadings();
  private final Findings findings = new Findings();

  @Override
  public Integer call() {
    checkJava();
    checkCpus();
    checkGovernor();
    checkLoad();
    Optional<DeviceProfiles> read = readProfiles();
    read.ifPresent(this::checkRuntime);
    checkLibrary();
    checkAdb();
    read.ifPresent(
        of -> checkTargets(of, Set.of(ANDROID, "benchmark-model", "litert", "openvino")));
    checkHardware();
    findings.print(spec.commandLine().getOut());
    return (findings.anyFailed() ? ExitCode.ENVIRONMENT : ExitCode.OK).code();
  }

  private void add(Verdict verdict, String subject, String what, String remedy) {
    findings.add(verdict, subject, what, remedy);
  }

  private void checkJava() {
    add(Verdict.OK, "java", System.getProperty("java.vm.version"), "");
  }

  private void checkCpus() {
    int cpus = Runtime.getRuntime().availableProcessors();
    String set = System.getenv("METERFARM_MEASURE_CPUS");
    add(Verdict.OK, "cpu", host.cpuModel() + ", " + cpus + " for this process", "");
    if (!Taskset.isInstalled()) {
      add(
          Verdict.NOTE,
          "core",
          "no core can be set aside: taskset is missing",
          "install util-linux, or live with noisier measurements");
    } else if (set == null || set.isEmpty()) {
      add(
          Verdict.NOTE,
          "core",
          "no core is set aside for measuring",
          "start through bin/agent on a machine with two cores or more, or set"
              + " METERFARM_MEASURE_CPUS");
    } else {
      add(Verdict.OK, "core", "measures on CPU " + set, "");
    }
  }

  private void checkGovernor() {
    String governor = host.governor(0).orElse("");
    if (governor.isEmpty()) {
      add(Verdict.OK, "governor", "none to be seen (a virtual machine, most likely)", "");
    } else if (governor.equals("performance")) {
      add(Verdict.OK, "governor", governor, "");
    } else {
      add(
          Verdict.NOTE,
          "governor",
          "'" + governor + "' changes the clock while we measure",
          "sudo cpupower frequency-set -g performance");
    }
  }

  private void checkLoad() {
    String load = host.load().orElse("");
    if (load.isEmpty()) {
      add(Verdict.NOTE, "load", "not known on this system", "");
      return;
    }
    boolean busy =
        Double.parseDouble(load)
            > MOST_LOAD_PER_CPU * Runtime.getRuntime().availableProcessors() + 1;
    add(
        busy ? Verdict.NOTE : Verdict.OK,
        "load",
        load,
        busy ? "stop other programs before you measure" : "");
  }

  /** The natives want glibc 2.34; older systems refuse them with a message that tells little. */
  private void checkLibrary() {
    try {
      ProcessResult result =
          ExternalProcess.run(
              ProcessRequest.of(List.of("getconf", "GNU_LIBC_VERSION"), Duration.ofSeconds(5)));
      if (result instanceof ProcessResult.Exited of && of.isSuccess()) {
        checkLibrary(of.output().out().strip());
      } else {
        add(Verdict.NOTE, "library", "not glibc, or its version is not told", "");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkLibrary(String version) {
    Matcher found = GLIBC.matcher(version);
    if (!found.matches()) {
      add(Verdict.NOTE, "library", "not glibc: " + version, "");
      return;
    }
    boolean isNew = Integer.parseInt(found.group(1)) >= LEAST_GLIBC_MINOR;
    add(
        isNew ? Verdict.OK : Verdict.FAIL,
        "library",
        version + " (2." + LEAST_GLIBC_MINOR + " or newer is needed by host-cpu)",
        isNew ? "" : "run the agent on Debian 12, Ubuntu 22.04 or newer");
  }

  private void checkAdb() {
    int port = PhoneShelf.usualPort();
    boolean answers = PhoneShelf.isServerAnswering(port);
    add(
        answers ? Verdict.OK : Verdict.NOTE,
        "adb",
        (answers ? "a server answers" : "no server answers") + " on port " + port,
        answers ? "" : "for phones: install adb and run 'adb start-server'");
  }

  /**
   * Something that is connected and cannot be used is a failure; a target that this machine lacks
   * is not.
   */
  private void checkTargets(DeviceProfiles read, Set<String> drivers) {
    DeviceSurvey survey = DeviceSurvey.of(read, drivers);
    for (DeviceSighting of : survey.sightings()) {
      boolean isPhone = of.driver().equals(ANDROID);
      if (isPhone || of.state().equals("unfit") || of.state().equals("unhealthy")) {
        add(
            of.isReady() ? Verdict.OK : Verdict.FAIL,
            "device",
            of.id()
                + ", "
                + of.what()
                + ", is "
                + of.state()
                + (of.isReady() ? "" : ": " + of.reason()),
            "");
      }
    }
    for (TargetStatus of : survey.statuses()) {
      add(of.isReady() ? Verdict.OK : Verdict.NOTE, of.state(), of.text(), "");
    }
  }

  /** What our own tests cannot know, an operator should not have to guess. */
  private void checkHardware() {
    add(
        Verdict.NOTE,
        "hardware",
        "what says 'never run' was tried by us on a stand-in: virtual phones behind a real adb"
            + " server, a program that prints what benchmark_model or benchmark_app print,"
            + " SwiftShader",
        "compare a few models with the tool itself before you trust a new device");
  }

  /** What the profiles declare; without them there is nothing to look at that they would name. */
  private Optional<DeviceProfiles> readProfiles() {
    try {
      DeviceProfiles read = LocalAgent.profiles(profiles.folder());
      Set<String> names = read.targetNames();
      add(Verdict.OK, "profiles", profiles.folder() + ": " + String.join(", ", names), "");
      return Optional.of(read);
    } catch (FarmException e) {
      add(
          Verdict.FAIL,
          "profiles",
          e.getMessage(),
          "mend the profile, or name another --profiles; runtime and targets are looked at then");
      return Optional.empty();
    }
  }

  private void checkRuntime(DeviceProfiles read) {
    try (LocalAgent agent = LocalAgent.open(read, Set.of("host-cpu"))) {
      TargetDescription target = agent.targets().get(0);
      add(
          Verdict.OK,
          "runtime",
          target.runtime() + ", pinned: " + target.settings().get("pinned"),
          "");
    } catch (FarmException e) {
      add(Verdict.FAIL, "runtime", e.getMessage(), "see above; simulated targets work anyway");
    }
  }
}
