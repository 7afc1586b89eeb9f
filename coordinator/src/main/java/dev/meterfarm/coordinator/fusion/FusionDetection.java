package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Finds the fusion rules of one target. For one thread.
 *
 * <ol>
 *   <li>{@link #nextWave()} hands out jobs, the most important cases first;
 *   <li>each job's result goes to {@link #accept} or {@link #fail}, in any order;
 *   <li>repeat until a wave is empty: all is decided, tried out, or the budget is spent;
 *   <li>{@link #report()} has the rules.
 * </ol>
 *
 * <p>Results are evaluated in the order of their keys when the wave is complete, so the outcome
 * does not depend on the order of their arrival, and the same results lead to the same jobs again.
 */
public final class FusionDetection {
  private static final int FEWEST_ROUNDS = 20;

  private final FusionSettings settings;
  private final WavePlanner planner;
  private final Map<String, CaseState> states = new LinkedHashMap<>();
  private final Map<String, Verdict> baselines = new HashMap<>();
  private final TreeMap<String, List<JobDraft.Entry>> open = new TreeMap<>();
  private final TreeMap<String, List<ModelOutcome>> arrived = new TreeMap<>();
  private final long visitNanos;
  private boolean baselineDue;
  private Duration spent = Duration.ZERO;
  private long modelRounds;
  private int jobs;

  /**
   * A detection that has measured nothing yet.
   *
   * @param campaign name of the campaign, for the jobs
   * @param target what to measure
   * @param catalogue what to ask
   * @param settings how much to spend
   * @param recipes makes the recipe of a graph under a name
   */
  public FusionDetection(
      String campaign,
      TargetDescription target,
      TestCaseCatalogue catalogue,
      FusionSettings settings,
      BiFunction<String, Graph, ModelRecipe> recipes) {
    this.settings = settings;
    this.planner = new WavePlanner(campaign, target, settings, recipes);
    this.baselineDue = settings.baseline();
    this.visitNanos = target.traits().visitNanos();
    long resolution = target.traits().resolutionNanos();
    int fewest = visitNanos == 0 ? FEWEST_ROUNDS : FusionSettings.COSTLY_ROUNDS;
    SequentialPairedTest timing = new SequentialPairedTest(0.001, fewest, resolution);
    for (TestCase test : catalogue.cases()) {
      states.put(test.id(), new CaseState(test, timing));
    }
  }

  /**
   * The next jobs; none when all is done.
   *
   * @throws IllegalStateException if a job of the wave before has neither a result nor failed
   */
  public List<JobSpec> nextWave() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("jobs without a result: " + open.keySet());
    }
    long affordable = affordableModelRounds();
    if (affordable == 0) {
      return List.of();
    }
    WavePlanner.Wave wave = planner.plan(askable(), affordable);
    if (wave.jobs().isEmpty() && baselineDue) {
      baselineDue = false;
      wave = planner.planBaseline(states.values());
    }
    open.putAll(wave.entries());
    return wave.jobs();
  }

  private List<CaseState> askable() {
    List<CaseState> cases = new ArrayList<>();
    for (CaseState state : states.values()) {
      Optional<String> required = state.test().requires();
      boolean fits =
          required.isEmpty()
              || (states.containsKey(required.get())
                  && states.get(required.get()).verdict() == Verdict.FUSED);
      if (fits) {
        cases.add(state);
      }
    }
    return cases;
  }

  private long affordableModelRounds() {
    Duration left = settings.budget().minus(spent);
    if (left.isNegative() || left.isZero()) {
      return 0;
    }
    if (modelRounds == 0 || spent.isZero()) {
      return visitNanos == 0
          ? Long.MAX_VALUE
          : Math.max(1, left.toNanos() / (visitNanos + WavePlanner.COSTLY_TIME.toNanos()));
    }
    return Math.max(1, (long) ((double) left.toNanos() / spent.toNanos() * modelRounds));
  }

  /**
   * Takes in the result of a job. Repeating a result is harmless.
   *
   * @param key the job's key
   * @param outcomes one for each model
   * @param elapsed how long the device was busy
   */
  public void accept(String key, List<? extends ModelOutcome> outcomes, Duration elapsed) {
    if (!open.containsKey(key) || arrived.containsKey(key)) {
      return;
    }
    arrived.put(key, List.copyOf(outcomes));
    spent = spent.plus(elapsed);
    jobs++;
    for (ModelOutcome outcome : outcomes) {
      if (outcome instanceof ModelOutcome.Measured measured) {
        modelRounds += measured.roundNanos().size();
        modelRounds += visitNanos > 0 && !measured.executed().isEmpty() ? 1 : 0;
      }
    }
    closeWave();
  }

  /** A job of the wave came to nothing for good; its cases are tried again at another shape. */
  public void fail(String key) {
    accept(key, List.of(), Duration.ZERO);
  }

  private void closeWave() {
    if (arrived.size() < open.size()) {
      return;
    }
    arrived.forEach(
        (key, outcomes) -> {
          Map<String, ModelOutcome> byHash = new HashMap<>();
          outcomes.forEach(outcome -> byHash.put(outcome.modelHash(), outcome));
          open.get(key).forEach(entry -> evaluate(entry, byHash));
        });
    open.clear();
    arrived.clear();
  }

  private void evaluate(JobDraft.Entry entry, Map<String, ModelOutcome> outcomes) {
    addStructure(entry, outcomes);
    Optional<ModelOutcome.Failed> failure = JobDraft.failure(entry, outcomes);
    if (failure.isPresent()) {
      if (failure.get().code().type() == ErrorType.USER) {
        entry.state().fail(failure.get().message());
      }
      return;
    }
    if (!(outcomes.get(entry.op1()) instanceof ModelOutcome.Measured op1
        && outcomes.get(entry.op2()) instanceof ModelOutcome.Measured op2
        && outcomes.get(entry.block()) instanceof ModelOutcome.Measured block)) {
      return;
    }
    if (entry.idle().isEmpty()) {
      baselines.put(
          entry.state().test().id(),
          NnMeterCriterion.judge(
              op1.pooled().meanNanos(), op2.pooled().meanNanos(), block.pooled().meanNanos()));
    } else if (outcomes.get(entry.idle()) instanceof ModelOutcome.Measured idle
        && outcomes.get(entry.pass()) instanceof ModelOutcome.Measured pass) {
      entry.state().add(entry.shape(), pair(op1, op2, block, idle, pass));
    }
  }

  /**
   * What the runtime executed is known also where there is no timing: a model that does nothing
   * takes less than the smallest step of some tools.
   */
  private static void addStructure(JobDraft.Entry entry, Map<String, ModelOutcome> outcomes) {
    boolean isBaseline = entry.idle().isEmpty();
    boolean hasEnds = outcomes.get(entry.idle()) instanceof ModelOutcome.Measured;
    if (!isBaseline
        && (hasEnds || !entry.ends())
        && outcomes.get(entry.op1()) instanceof ModelOutcome.Measured op1
        && outcomes.get(entry.op2()) instanceof ModelOutcome.Measured op2
        && outcomes.get(entry.block()) instanceof ModelOutcome.Measured block) {
      List<ExecutedOp> ends =
          entry.ends()
              ? ((ModelOutcome.Measured) outcomes.get(entry.idle())).executed()
              : List.of();
      entry
          .state()
          .add(StructureEvidence.of(op1.executed(), op2.executed(), ends, block.executed()));
    }
  }

  private static PairedRounds pair(
      ModelOutcome.Measured op1,
      ModelOutcome.Measured op2,
      ModelOutcome.Measured block,
      ModelOutcome.Measured idle,
      ModelOutcome.Measured pass) {
    int rounds = Integer.MAX_VALUE;
    for (ModelOutcome.Measured each : List.of(op1, op2, block, idle, pass)) {
      rounds = Math.min(rounds, each.roundNanos().size());
    }
    return new PairedRounds(
        op1.roundNanos().subList(0, rounds),
        op2.roundNanos().subList(0, rounds),
        block.roundNanos().subList(0, rounds),
        idle.roundNanos().subList(0, rounds),
        pass.roundNanos().subList(0, rounds));
  }

  /** How long the device was busy so far. */
  public Duration spent() {
    return spent;
  }

  /** How many cases are decided by their times so far, of {@link #total()}. */
  public int decided() {
    return (int)
        states.values().stream().filter(s -> s.timingVerdict() != Verdict.UNDECIDED).count();
  }

  /** How many cases make sense by what is known so far. */
  public int total() {
    return askable().size();
  }

  /** What is known so far. */
  public FusionReport report() {
    List<FusionFinding> findings = new ArrayList<>();
    List<CaseState> asked = askable();
    for (CaseState state : asked) {
      String id = state.test().id();
      findings.add(
          new FusionFinding(
              id,
              state.rule(),
              state.structure(),
              state.contradicted(),
              Optional.ofNullable(baselines.get(id))));
    }
    FusionRules rules =
        new FusionRules(
            asked.stream().filter(s -> !s.test().fanOut()).map(CaseState::rule).toList(),
            fanOutBlocks(asked));
    return new FusionReport(rules, findings, jobs, spent);
  }

  /** A second reader keeps ops apart unless every case that was decided says otherwise. */
  private static boolean fanOutBlocks(List<CaseState> asked) {
    List<Verdict> verdicts =
        asked.stream()
            .filter(s -> s.test().fanOut() && s.test().form() == RuleForm.OPS)
            .map(CaseState::verdict)
            .filter(v -> v != Verdict.UNDECIDED)
            .toList();
    return verdicts.isEmpty() || verdicts.contains(Verdict.SEPARATE);
  }
}
