package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * The longest phase: rounds of sampling and training, with visits to the frozen tests and the whole
 * networks spread over them.
 *
 * <ol>
 *   <li>The frozen test sets are drawn; they and all networks are visited for the first time.
 *   <li>Round by round: while round {@code r} is measured, forests are trained on the rounds before
 *       it, and round {@code r + 1} is chosen with them, so the device never waits for training.
 *       What is chosen depends on results only, never on the order in which they arrive.
 *   <li>Of what ran in a bad spell, frozen tests and networks are measured again within the next
 *       rounds, until they have a calm visit. A training sample is not: another one in its place
 *       teaches more.
 *   <li>Half-way the frozen tests and the networks are visited again; and once more at the end,
 *       while the final forests are trained. In between each round visits some of the networks.
 *       Where a visit costs the start of a program, frozen tests get one.
 * </ol>
 *
 * <p>For the planning thread of a target.
 */
final class SamplingPhase {
  private static final double LEAST_ROUND_SECONDS = 1.5;

  /** The second visit starts when this share of the budget is used. */
  private static final double SECOND_VISIT_AT = 0.45;

  /** The round that is still being measured counts for so many when time is shared out. */
  private static final double ALREADY_QUEUED = 0.3;

  /** What a family counts for that shows all it can, when samples are shared out. */
  private static final double AT_GOAL = 0.5;

  /** This share of the closing time is left for predictions and the bundle. */
  private static final double CLOSING_SHARE = 0.35;

  private static final SortedMap<Integer, Map<KernelFamily, RoundPredictions>> NONE =
      Collections.emptySortedMap();

  private final CampaignContext context;
  private final RoundPlanner planner;
  private final SampleBook samples;
  private final NetworkSets networks;
  private final LearningHistory history;
  private final DeviceCalibration devices;
  private final AccuracyOutlook outlook;
  private final boolean isExtended;
  private EarlierRounds earlier;
  private Repeats repeats;
  private NetworkVisits between;
  private Optional<JobBatch> secondVisit = Optional.empty();
  private int secondVisitBefore;
  private double visitSeconds;
  private double laterVisitSeconds;
  private double costFactor = 1;

  SamplingPhase(
      CampaignContext context,
      RoundPlanner planner,
      SampleBook samples,
      NetworkSets networks,
      LearningHistory history,
      DeviceCalibration devices) {
    this.devices = devices;
    this.context = context;
    this.planner = planner;
    this.samples = samples;
    this.networks = networks;
    this.history = history;
    this.earlier = new EarlierRounds(NONE, samples);
    this.repeats = new Repeats(context, List.of());
    this.between = visitsBetween(List.of());
    this.isExtended =
        !context.measurer().isReplay()
            && context.journal().isExtended(context.budget().totalSeconds());
    this.outlook = new AccuracyOutlook(context.budget(), context.countsJobs());
  }

  /** Runs the phase; returns the forests for the bundle. */
  ModelSet run() throws InterruptedException, ExecutionException {
    BudgetPlan budget = context.budget();
    context.progress().enter(Phase.SAMPLING);
    planner.freeze(budget.frozenLarge(), budget.frozenSmall());
    repeats = new Repeats(context, frozenModels());
    between = visitsBetween(networkModels());
    earlier = new EarlierRounds(followsPlan() ? context.journal().trained() : NONE, samples);
    double began = firstVisitBegins();
    List<JobSpec> visit = visitJobs(1);
    visitSeconds = context.estimate(visit);
    laterVisitSeconds = context.estimate(visitJobs(2));
    JobBatch first = submit(visit);
    JobBatch current = round(0, Optional.empty());
    context.measurer().await(first, budget.samplingEndsAt());
    repeats.judge();
    calibrateCosts(began);
    compareDevices();
    int round = 0;
    Optional<Training> training = Optional.empty();
    Optional<ModelSet> learnt = Optional.empty();
    while (mayPlan(round + 1)) {
      if (training.isPresent()) {
        learnt = Optional.of(learn(training.get(), true));
      }
      if (learnt.isPresent() && closed().containsAll(planner.families())) {
        break;
      }
      if (secondVisit.isEmpty() && secondVisitIsDue()) {
        secondVisit = Optional.of(submit(visitJobs(2)));
        secondVisitBefore = round + 1;
      }
      JobBatch next = round(round + 1, learnt);
      finish(current, round);
      // Even if the round after next is planned already: each round's forests build on the last.
      training = Optional.of(train(round, learnt));
      current = next;
      round++;
      report(round);
    }
    finish(current, round);
    return close(training, round);
  }

  private record Training(int round, Future<ModelSet> models) {}

  private Training train(int round, Optional<ModelSet> before) {
    Map<KernelFamily, List<TrainingSample>> snapshot = trainingSamples();
    Set<KernelFamily> without = earlier.superseded(round);
    return new Training(
        round, context.train(() -> context.trainer().round(snapshot, before, without)));
  }

  private ModelSet learn(Training training, boolean budgetLeft)
      throws InterruptedException, ExecutionException {
    ModelSet set = context.await(training.models());
    int round = training.round();
    Map<KernelFamily, RoundPredictions> said =
        history.add(round, set, earlier.supersededPredictions(round), budgetLeft);
    Map<KernelFamily, RoundPredictions> all = new EnumMap<>(KernelFamily.class);
    all.putAll(earlier.supersededPredictions(round));
    all.putAll(said);
    context.journal().trained(round, all);
    return set;
  }

  private ModelSet close(Optional<Training> training, int round)
      throws InterruptedException, ExecutionException {
    BudgetPlan budget = context.budget();
    context.progress().enter(Phase.FINAL_VISITS);
    List<JobBatch> last = new ArrayList<>();
    last.add(secondVisit.isPresent() ? secondVisit.get() : submit(visitJobs(2)));
    last.add(submit(visitJobs(3)));
    Optional<ModelSet> validated =
        training.isPresent() ? Optional.of(learn(training.get(), false)) : Optional.empty();
    report(round);
    Map<KernelFamily, List<TrainingSample>> all = trainingSamples();
    Future<ModelSet> models = context.train(() -> context.trainer().last(all, validated));
    for (JobBatch batch : last) {
      context
          .measurer()
          .await(batch, budget.totalSeconds() - CLOSING_SHARE * budget.closingSeconds());
    }
    repeats.judge(); // too late to repeat them, but labels and report know
    context.progress().enter(Phase.TRAINING);
    return context.await(models);
  }

  private boolean mayPlan(int round) {
    return (round < context.budget().rounds() && secondsLeft() > LEAST_ROUND_SECONDS)
        || !context.journal().plannedJobs(round).isEmpty();
  }

  private boolean secondVisitIsDue() {
    return context.clock().usedSeconds() > SECOND_VISIT_AT * context.budget().totalSeconds();
  }

  /** Device time that is left for sampling, without what the visits to come will take. */
  private double secondsLeft() {
    int visits = secondVisit.isPresent() ? 1 : 2;
    return context.budget().samplingEndsAt()
        - context.clock().usedSeconds()
        - visits * laterVisitSeconds * costFactor;
  }

  private JobBatch round(int round, Optional<ModelSet> learnt) {
    List<JobSpec> jobs = new ArrayList<>(plannedEarlier(round));
    if (jobs.isEmpty()) {
      int roundsLeft = Math.max(1, context.budget().rounds() - round);
      double seconds =
          Math.max(LEAST_ROUND_SECONDS, secondsLeft() / (roundsLeft + ALREADY_QUEUED)) / costFactor;
      List<JobSpec> others = new ArrayList<>();
      if (round > 0) {
        others.addAll(between.plan(round, seconds));
      }
      others.addAll(repeats.plan(round, seconds));
      List<PlannedModel> models = new ArrayList<>();
      for (KernelConfiguration configuration :
          planner.plan(round, seconds - context.estimate(others), learnt, interest())) {
        models.addAll(unmeasured(samples.models(configuration, context.models())));
      }
      jobs.addAll(
          context.jobs().jobs(CampaignJournal.roundStem(round), VisitKind.KERNEL, 1, models));
      jobs.addAll(others);
    } else {
      context.measurer().newlyDoubted(); // the round's repeats are among its jobs
      jobs.stream()
          .flatMap(job -> job.models().stream())
          .forEach(recipe -> samples.configuration(recipe).ifPresent(samples::addTraining));
    }
    between.remember(jobs);
    return submit(jobs);
  }

  /**
   * Of a probe's models the first, and of the others those that have no calm visit yet: many
   * kernels stand between the same ends.
   */
  private List<PlannedModel> unmeasured(List<PlannedModel> probe) {
    LabelBook labels = context.measurer().labels();
    List<PlannedModel> models = new ArrayList<>(probe.subList(0, 1));
    probe.stream()
        .skip(1)
        .filter(model -> !labels.hasCalmVisit(model.recipe().hash()))
        .forEach(models::add);
    return models;
  }

  /**
   * The jobs of a round that an earlier start planned. With the same budget of jobs, planning anew
   * gives the very same jobs and leaves the prior as it was then, so that later rounds are the same
   * as well.
   */
  private List<JobSpec> plannedEarlier(int round) {
    return followsPlan() ? context.journal().plannedJobs(round) : List.of();
  }

  private boolean followsPlan() {
    return !context.countsJobs() || context.measurer().isReplay() || isExtended;
  }

  private JobBatch submit(List<JobSpec> jobs) {
    context.clock().spent(context.estimate(jobs));
    return context.measurer().submit(jobs);
  }

  /** Families for which nothing is left to do; noise that hides a gain may pass. */
  private Set<KernelFamily> closed() {
    Set<KernelFamily> closed = EnumSet.noneOf(KernelFamily.class);
    planner.families().stream()
        .filter(family -> history.isAtGoal(family) || samples.isFull(family))
        .forEach(closed::add);
    return closed;
  }

  /**
   * How much each family is in need of samples. None goes to families that have as many as are of
   * use, and to those where noise hides what more would bring, while there are others. A family at
   * its goal, or at what its noisy labels can show, gets fewer: networks gain from what is beyond
   * it as well, the more the more of their time is the family's, and a long campaign would spend
   * itself on families that no network notices.
   */
  private ToDoubleFunction<KernelFamily> interest() {
    Map<KernelFamily, Double> interest = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : planner.families()) {
      boolean shown = history.showsAllItCan(family);
      boolean resting = samples.isFull(family) || (history.isConverged(family) && !shown);
      interest.put(family, resting ? 0 : shown ? AT_GOAL : 1);
    }
    if (interest.values().stream().allMatch(of -> of == 0)) {
      return family -> samples.isFull(family) ? 0 : 1;
    }
    return interest::get;
  }

  private void finish(JobBatch batch, int round) throws InterruptedException {
    double end = context.budget().samplingEndsAt();
    context.measurer().await(batch, end);
    if (secondVisit.isPresent() && round >= secondVisitBefore) {
      context.measurer().await(secondVisit.get(), end);
    }
    compareDevices();
    repeats.judge();
    if (!context.measurer().isReplay()) {
      context.journal().used(context.clock().usedSeconds());
    }
  }

  private void compareDevices() throws InterruptedException {
    devices.extend(
        frozenModels(), networks.calibration().stream().map(MeasuredNetwork::model).toList());
  }

  private List<PlannedModel> frozenModels() {
    List<PlannedModel> kernels = new ArrayList<>();
    for (KernelFamily family : planner.families()) {
      for (KernelConfiguration configuration : samples.frozen(family)) {
        kernels.addAll(samples.models(configuration, context.models()));
      }
    }
    return kernels;
  }

  private List<JobSpec> visitJobs(int number) {
    List<JobSpec> jobs = new ArrayList<>();
    if (number <= context.budget().frozenVisits()) {
      jobs.addAll(context.jobs().jobs("frozen", VisitKind.KERNEL, number, frozenModels()));
    }
    jobs.addAll(context.jobs().jobs("networks", VisitKind.NETWORK, number, networkModels()));
    return jobs;
  }

  private NetworkVisits visitsBetween(List<PlannedModel> models) {
    return new NetworkVisits(context.jobs(), context.budget().visits(), models);
  }

  private List<PlannedModel> networkModels() {
    return networks.all().stream().map(MeasuredNetwork::model).toList();
  }

  /** When an earlier start began with the first visit, or now; in seconds of the budget. */
  private double firstVisitBegins() {
    double now = context.clock().usedSeconds();
    return measuresTime() ? context.journal().firstVisitAt(now) : now;
  }

  /**
   * The first visit tells how far the guesses of cost are off on this device. A start that goes on
   * takes what an earlier one learnt: most of the visit is in the ledger then and takes no time.
   */
  private void calibrateCosts(double began) {
    if (measuresTime()) {
      double real = context.clock().usedSeconds() - began;
      costFactor =
          context
              .journal()
              .costFactor(Math.max(0.2, Math.min(5, real / Math.max(0.1, visitSeconds))));
    }
  }

  private boolean measuresTime() {
    return !context.countsJobs() && !context.measurer().isReplay();
  }

  private void report(int round) {
    Map<KernelFamily, Integer> planned = new EnumMap<>(KernelFamily.class);
    planner.families().forEach(family -> planned.put(family, samples.training(family).size()));
    outlook.mark(context.clock().usedSeconds(), planned);
    context
        .progress()
        .round(
            round,
            samples.trainingSize(),
            planner.families().stream()
                .map(
                    family ->
                        history.progress(
                            family,
                            planned.get(family),
                            outlook.forecast(family, history.standing(family))))
                .toList());
    context
        .progress()
        .now(String.format(Locale.ROOT, "%d jobs done", context.measurer().jobsDone()));
  }

  private Map<KernelFamily, List<TrainingSample>> trainingSamples() {
    Map<KernelFamily, List<TrainingSample>> all = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : planner.families()) {
      all.put(family, samples.trainingSamples(family, context.measurer().labels()));
    }
    return all;
  }
}
