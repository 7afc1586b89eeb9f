package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.coordinator.learning.ConvergenceRule;
import dev.meterfarm.coordinator.learning.RooflineFit;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.coordinator.result.TargetResult;
import dev.meterfarm.coordinator.sampling.BatchPolicy;
import dev.meterfarm.coordinator.sampling.KernelPricing;
import dev.meterfarm.coordinator.sampling.NetworkStream;
import dev.meterfarm.coordinator.sampling.Prior;
import dev.meterfarm.coordinator.sampling.RecombiningPolicy;
import dev.meterfarm.coordinator.sampling.SeedRange;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimingTraits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/** One campaign on one target, from the first test case to the bundle. For its planning thread. */
final class TargetCampaign {
  /** The prior never looks at more networks than this. */
  private static final int MOST_PRIOR_NETWORKS = 3_000;

  /** Each of the user's networks counts for so many of the zoo. */
  private static final double OWN_WEIGHT = 3;

  /**
   * On a slow target samples are few, and those of the zoo's networks take long; the user's
   * networks together count for so many times the zoo's.
   */
  private static final double OWN_ON_SLOW_TARGETS = 9;

  private static final double JOB_SECONDS = 2;
  private static final double LONG_JOB_SECONDS = 8;

  /** Where visits are dear, networks with less of their time in wanted kernels are left out. */
  private static final double LEAST_WANTED = 0.8;

  private final EnginePorts ports;
  private final TargetDevices devices;
  private final CampaignRequest request;
  private final TargetDescription target;
  private final CampaignContext context;
  private final boolean partial;

  TargetCampaign(
      EnginePorts ports,
      JobBoard board,
      CampaignListener listener,
      ExecutorService training,
      CampaignRequest request,
      ServedTarget served) {
    this.ports = ports;
    this.devices = served.devices();
    this.request = request;
    this.target = served.target();
    boolean countsJobs = target.countsJobs(request.jobs().isPresent());
    CampaignJournal journal =
        new CampaignJournal(ports.decisions(), ports.plan(), request.id(), target.name());
    int sharing = countsJobs ? 1 : journal.begunSharing(served.sharing());
    this.partial = !countsJobs && BudgetPlan.isPartial(request.budget(), sharing);
    BudgetPlan asked =
        countsJobs
            ? suited(
                BudgetPlan.ofJobs(request.jobs().orElse(BudgetPlan.jobsOf(request.budget()))),
                sharing,
                target.traits())
            : shares(request.budget(), sharing, served);
    Duration begun = Duration.ofMillis((long) (1000 * journal.begunWith(asked.totalSeconds())));
    BudgetPlan budget =
        (request.replay() ? shares(begun, sharing, served) : asked)
            .withSetsOf(shares(begun, sharing, served));
    BudgetClock clock = clock(served.nanoTime(), request, countsJobs, budget, journal);
    ProgressBoard progress =
        new ProgressBoard(target.name(), listener, clock, budget.totalSeconds());
    this.context =
        new CampaignContext(
            budget,
            clock,
            countsJobs,
            new Measurer(
                board,
                devices,
                () -> ports.measurements().suspects(request.id(), target.name() + "/"),
                clock,
                progress,
                request.replay(),
                countsJobs),
            progress,
            new JobFactory(request.id(), target.name(), jobSeconds(target.traits())),
            new ModelPlanner(target.traits(), target.hasSoftwareGpu()),
            new Trainer(request.seed()),
            journal,
            training);
  }

  private static BudgetPlan shares(Duration budget, int sharing, ServedTarget served) {
    return suited(
        BudgetPlan.of(budget, sharing, served.targets()), sharing, served.target().traits());
  }

  /** Where a visit is costly, or loading a model is, a short job would hold a handful of models. */
  private static double jobSeconds(TimingTraits traits) {
    return traits.visitNanos() > 0 || isSlow(traits) ? LONG_JOB_SECONDS : JOB_SECONDS;
  }

  private static BudgetPlan suited(BudgetPlan plan, int sharing, TimingTraits traits) {
    if (traits.visitNanos() > 0) {
      return plan.forCostlyVisits(sharing);
    }
    return isSlow(traits) ? plan.forSlowTestCases(sharing) : plan;
  }

  private static BudgetClock clock(
      LongSupplier nanoTime,
      CampaignRequest request,
      boolean countsJobs,
      BudgetPlan budget,
      CampaignJournal journal) {
    if (request.replay()) {
      return new StoppedClock(Math.max(budget.totalSeconds(), journal.used()));
    }
    return countsJobs
        ? new JobCountClock()
        : new WallClock(nanoTime, journal.used(), journal::used);
  }

  TargetResult run() throws InterruptedException, ExecutionException {
    context.progress().enter(Phase.PREPARE);
    FusionReport fusion =
        new FusionPhase(context.measurer(), context.progress())
            .run(
                request.id(),
                target,
                catalogue(),
                context.budget().fusionSeconds(),
                request.seed());
    KernelDetector detector = new KernelDetector(fusion.rules());
    Prior prior =
        new Prior(
            detector,
            NetworkStream.ofZoo(Zoo.families(), SeedRange.PRIOR, request.seed())
                .withOperatorMix(Zoo.families().size(), SeedRange.PRIOR, request.seed()),
            KernelPricing.of(RooflineFit.ASSUMED),
            MOST_PRIOR_NETWORKS);
    prior.add(request.prior().stream().map(OwnNetwork::graph).toList(), ownWeight());
    prior.scan(context.budget().priorNetworks());
    SampleBook samples = new SampleBook(KernelProbe.Form.of(target.traits()));
    RoundPlanner planner =
        new RoundPlanner(
            prior, samples, context.models(), policy(), request.kernels(), request.seed());
    NetworkSets networks = networks(detector);
    LearningHistory history =
        new LearningHistory(
            new ConvergenceRule(
                request.goal(),
                ConvergenceRule.DEFAULT.growth(),
                ConvergenceRule.DEFAULT.negligible()),
            samples,
            context.measurer().labels());
    DeviceCalibration calibration = new DeviceCalibration(context, devices, target.name());
    ModelSet models =
        new SamplingPhase(context, planner, samples, networks, history, calibration).run();
    return new ClosingPhase(context, ports, request, target, partial, calibration)
        .run(fusion, planner, samples, networks, history, models);
  }

  private BatchPolicy policy() {
    return isSlow(target.traits()) ? new RecombiningPolicy(request.policy()) : request.policy();
  }

  private double ownWeight() {
    double networks = request.prior().size();
    return isSlow(target.traits()) && networks > 0
        ? Math.max(OWN_WEIGHT, OWN_ON_SLOW_TARGETS * context.budget().priorNetworks() / networks)
        : OWN_WEIGHT;
  }

  /** Where a test case takes seconds, only what the kernels that are wanted need. */
  private TestCaseCatalogue catalogue() {
    TestCaseCatalogue all = TestCaseCatalogue.standard();
    return isDear(target.traits()) ? all.concerning(request.kernels()) : all;
  }

  private NetworkSets networks(KernelDetector detector) {
    NetworkSets all =
        NetworkSets.of(
            context.budget(), request.seed(), context.models(), own(request.evaluation()));
    double seconds = context.budget().networkSeconds();
    if (!isSlow(target.traits()) && (!isDear(target.traits()) || request.kernels().isEmpty())) {
      return all.within(seconds);
    }
    NetworkPrices prices = new NetworkPrices(detector, KernelPricing.of(RooflineFit.ASSUMED));
    return all.limited(
        graph -> prices.share(request.kernels(), graph) >= LEAST_WANTED,
        own(request.prior()),
        seconds);
  }

  private static boolean isDear(TimingTraits traits) {
    return isSlow(traits) || traits.visitNanos() > 0;
  }

  private static boolean isSlow(TimingTraits traits) {
    return VisitStyle.of(traits) == VisitStyle.SERIES;
  }

  private List<MeasuredNetwork> own(List<OwnNetwork> networks) {
    return networks.stream()
        .map(
            network ->
                new MeasuredNetwork(
                    network.name(),
                    MeasuredNetwork.OWN,
                    network.graph(),
                    context.models().plan(network.recipe(), network.graph())))
        .toList();
  }
}
