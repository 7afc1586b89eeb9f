package dev.meterfarm.cli;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.coordinator.campaign.CampaignEngine;
import dev.meterfarm.coordinator.campaign.CampaignRequest;
import dev.meterfarm.coordinator.campaign.EnginePorts;
import dev.meterfarm.coordinator.campaign.TargetDirectory;
import dev.meterfarm.coordinator.config.CampaignLoader;
import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.CampaignOverrides;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.service.CampaignRequests;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code coordinator run-campaign}: measures, learns, checks itself, exports. */
@Command(
    name = "run-campaign",
    description = {
      "Measures targets and exports a predictor bundle for each.",
      "Without any flag: this machine's CPU, ten minutes, results in ./meterfarm-out.",
      "With --coordinator the farm of that coordinator does it; Ctrl-C then only stops watching."
    })
final class RunCampaignCommand implements Callable<Integer> {
  /** Words of the drivers on which a visit to a model takes milliseconds. */
  private static final Set<String> QUICK_DRIVERS = Set.of("embedded-tflite", "simulated");

  @Parameters(
      arity = "0..1",
      paramLabel = "campaign.yaml",
      description = "Campaign file; flags override it.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--target", paramLabel = "NAME", description = "Target to measure; repeatable.")
  private List<String> targets = List.of();

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      description =
          "Wall time for everything, such as 10m or 1h 30m; for simulated targets, software GPUs"
              + " and tools that are started for each visit also a number of jobs, such as '200"
              + " jobs'.")
  private Optional<String> budget = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "What all random choices follow from.")
  private Optional<String> seed = Optional.empty();

  @Option(
      names = "--kernels",
      split = ",",
      paramLabel = "FAMILY",
      description = "Only these kernel families, such as conv,dwconv.")
  private List<String> kernels = List.of();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Your own .tflite networks join the prior; where networks take seconds, they calibrate too.")
  private Optional<String> models = Optional.empty();

  @Option(
      names = "--evaluate",
      paramLabel = "DIR",
      description = "Your own .tflite networks join the evaluation.")
  private Optional<String> evaluate = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where ledger, bundles and report go; meterfarm-out by default.")
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--profiles",
      paramLabel = "DIR",
      description = "Device profiles; those of the program by default.")
  private Optional<Path> profiles = Optional.empty();

  @Option(
      names = "--resume",
      description =
          "Go on with the last campaign in --out, with what it was begun with where no flag says"
              + " otherwise; a finished one goes on with a larger budget.")
  private boolean resume;

  @Option(names = "--plan", description = "Print phases, jobs and time; measure nothing.")
  private boolean planOnly;

  @Option(names = "--yes", description = "Start without asking on a terminal.")
  private boolean yes;

  @Option(names = "--json", description = "Print the result as JSON; progress goes to stderr.")
  private boolean json;

  @Mixin private RemoteOptions remote;

  @Option(
      names = "--detach",
      description = "With --coordinator: print the campaign's id and do not watch.")
  private boolean detach;

  @Mixin private AccuracyGate gate;
  @Spec private CommandSpec command;

  @Override
  @SuppressWarnings("try") // the signal works by being open
  public Integer call() throws Exception {
    if (detach && gate.isSet()) {
      throw new ParameterException(
          command.commandLine(),
          "--require-within10 needs the end of the campaign, which --detach does not wait for; give"
              + " it to 'attach' instead");
    }
    if (remote.isNamed()) {
      return new RemoteCampaign(remote, detach, json, gate).run(file, overrides());
    }
    Path profileFolder = Places.profiles(profiles);
    DeviceProfiles known = LocalAgent.profiles(profileFolder);
    CampaignSpec spec = load(known);
    CampaignPlanText plan =
        CampaignPlanText.of(
            spec, isSimulated(known, spec), sharing(known, spec), isDear(known, spec));
    if (planOnly) {
      System.out.print(plan.text());
      return ExitCode.OK.code();
    }
    plan.requireEnough();
    if (!yes && !confirmed(plan)) {
      System.out.println("Nothing was started.");
      return ExitCode.INTERRUPTED.code();
    }
    try (StopSignal signal = StopSignal.install();
        LocalFarm farm =
            LocalFarm.open(
                Places.ledger(spec.out()), profileFolder, new TreeSet<>(spec.targets()))) {
      return run(spec, farm);
    }
  }

  private CampaignSpec load(DeviceProfiles known) {
    Optional<CampaignOrder> begun =
        resume && file.isEmpty()
            ? CampaignOpening.lastOrder(out.map(Path::of).orElse(CampaignSpec.USUAL_OUT))
            : Optional.empty();
    return new CampaignLoader(known.targetNames(), families()).load(file, overrides(), begun);
  }

  static Set<String> families() {
    return Arrays.stream(KernelFamily.values())
        .filter(family -> family != KernelFamily.GENERIC)
        .map(KernelFamily::word)
        .collect(Collectors.toSet());
  }

  private CampaignOverrides overrides() {
    return new CampaignOverrides(targets, budget, seed, kernels, models, evaluate, out);
  }

  private static boolean isSimulated(DeviceProfiles known, CampaignSpec spec) {
    return known.require(new TreeSet<>(spec.targets())).stream()
        .allMatch(DeclaredTarget::simulated);
  }

  /** Whether a target is served by a driver some of whose visits start a program. */
  private static boolean isDear(DeviceProfiles known, CampaignSpec spec) {
    return known.all().stream()
        .filter(profile -> !QUICK_DRIVERS.contains(profile.driver()))
        .flatMap(profile -> profile.targets().stream())
        .anyMatch(target -> spec.targets().contains(target.name()));
  }

  /** How many of the targets take turns on one device, at the most. */
  private static int sharing(DeviceProfiles known, CampaignSpec spec) {
    long most =
        known.all().stream()
            .mapToLong(
                profile ->
                    profile.targets().stream()
                        .filter(target -> spec.targets().contains(target.name()))
                        .count())
            .max()
            .orElse(1);
    return (int) Math.max(1, most);
  }

  private static boolean confirmed(CampaignPlanText plan) {
    Optional<Console> console = Terminal.console();
    if (console.isEmpty()) {
      return true;
    }
    System.out.print(plan.text());
    String answer = console.get().readLine("Start? [Y/n] ");
    return answer != null && !answer.strip().toLowerCase(Locale.ROOT).startsWith("n");
  }

  private int run(CampaignSpec spec, LocalFarm farm) throws InterruptedException {
    boolean terminal = Terminal.console().isPresent() && !json;
    PrintStream out = json ? new PrintStream(System.err, true, StandardCharsets.UTF_8) : System.out;
    ProgressView view = new ProgressView(out, terminal, Terminal.width());
    CampaignOpening opening = new CampaignOpening(farm.store(), view);
    Campaign campaign = resume ? opening.resume(spec) : opening.begin(spec);
    TargetDirectory directory = farm.directory(spec.targets());
    for (String target : spec.targets()) {
      farm.store().campaigns().putTarget(campaign.id(), directory.await(target));
    }
    CampaignRequest request =
        CampaignRequests.of(
            campaign.id(),
            CampaignOrder.read(campaign.specJson()),
            farm.store().blobs(),
            spec.out());
    EnginePorts ports =
        new EnginePorts(
            farm.store().plan(),
            farm.store().decisions(),
            farm.store().measurements(),
            campaign.created(),
            Version.text());
    farm.start();
    try {
      CampaignResult result =
          new CampaignEngine(ports, farm.board(), view).run(request, spec.targets(), directory);
      farm.store().campaigns().setState(campaign.id(), CampaignState.FINISHED);
      view.close();
      System.out.println(json ? JsonOutput.text(result) : ResultTables.text(result));
      return gate.judge(result).code();
    } catch (InterruptedException e) {
      view.close();
      out.println(
          "Stopped. Everything measured so far is kept; go on with:\n  bin/coordinator run-campaign"
              + " --resume --out "
              + spec.out()
              + profiles.map(folder -> " --profiles " + folder).orElse(""));
      return ExitCode.INTERRUPTED.code();
    }
  }
}
