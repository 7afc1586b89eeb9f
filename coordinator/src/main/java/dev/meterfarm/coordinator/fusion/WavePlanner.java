package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Decides which cases are measured next, at which shape, and packs those that share models into one
 * job. For one thread.
 *
 * <p>A case first visits two shapes, the fewest that can carry a verdict. While it is undecided it
 * goes on to one more shape at a time, and back to those where the interval was too wide, with
 * twice the rounds.
 */
final class WavePlanner {
  private static final int AT_FIRST = 2;

  /** Where most of a network's time goes; of equally urgent cases theirs come first. */
  private static final Set<String> HEAVY = Set.of("conv", "conv1x1", "dwconv", "fc");

  private static final int CASES_PER_JOB = 12;

  /** How much less urgent it is to go on with an undecided case than to begin with another. */
  private static final int SECOND_CHANCE = 4;

  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** Where each visit costs the start of a program: runs enough to be worth it. */
  private static final int COSTLY_RUNS = 400;

  static final Duration COSTLY_TIME = Duration.ofMillis(50);
  private static final int DEADLINE_FACTOR = 20;

  private final String campaign;
  private final String target;
  private final boolean canProfile;
  private final boolean transfers;
  private final boolean coarse;
  private final long visitNanos;
  private final List<TestShape> shapes;
  private final FusionSettings settings;
  private final BiFunction<String, Graph, ModelRecipe> recipes;
  private int waves;

  /** The jobs of a wave, and what each of them is about. */
  record Wave(List<JobSpec> jobs, Map<String, List<JobDraft.Entry>> entries) {}

  /** One case at one shape. */
  private record Visit(CaseState state, int shape, boolean again, Ends ends) {
    /** Visits that share a job: the same op1, about equally urgent, run alike. */
    String group() {
      return String.format(
          Locale.ROOT,
          "%d-%s-%s%s",
          state.test().priority() <= 2 ? 0 : 1,
          state.test().op1(),
          costlyGroup(),
          ends.areThere() ? "-ends" : "");
    }

    /**
     * The same where each model costs the start of a program: cases of any op1, because at one
     * shape they have most of their models in common, each op2 alone above all.
     */
    String costlyGroup() {
      return shape + (again ? "-again" : "");
    }

    boolean isHeavy() {
      return HEAVY.contains(state.test().op1());
    }
  }

  WavePlanner(
      String campaign,
      TargetDescription target,
      FusionSettings settings,
      BiFunction<String, Graph, ModelRecipe> recipes) {
    this.campaign = campaign;
    this.target = target.name();
    this.canProfile = target.traits().canProfile();
    this.transfers = target.traits().timedRegion() == TimedRegion.COMPUTE_AND_TRANSFER;
    this.coarse = TestShape.isCoarse(target.traits().resolutionNanos());
    this.visitNanos = target.traits().visitNanos();
    this.shapes = TestShape.of(target.traits()).subList(0, settings.shapes());
    this.settings = settings;
    this.recipes = recipes;
  }

  /** The next jobs for these cases, as many as {@code affordable} runs of one model allow. */
  Wave plan(List<CaseState> cases, long affordable) {
    Map<String, List<Visit>> groups = new TreeMap<>();
    for (CaseState state : cases) {
      for (Visit visit : wanted(state)) {
        String group = visitNanos > 0 ? visit.costlyGroup() : visit.group();
        groups.computeIfAbsent(group, key -> new ArrayList<>()).add(visit);
      }
    }
    List<List<Visit>> packed = new ArrayList<>();
    for (List<Visit> group : groups.values()) {
      if (visitNanos > 0) {
        group.sort(
            Comparator.comparingInt((Visit visit) -> visit.state().test().priority())
                .thenComparing(visit -> !visit.isHeavy())
                .thenComparing(visit -> visit.state().test().op1()));
      }
      for (int from = 0; from < group.size(); from += CASES_PER_JOB) {
        packed.add(group.subList(from, Math.min(group.size(), from + CASES_PER_JOB)));
      }
    }
    packed.sort(
        Comparator.comparingInt(WavePlanner::urgency)
            .thenComparing(visits -> !visits.get(0).isHeavy()));
    return draft(packed, affordable);
  }

  private static int urgency(List<Visit> visits) {
    int priority =
        visits.stream().mapToInt(visit -> visit.state().test().priority()).min().orElseThrow();
    Visit any = visits.get(0);
    return priority + (any.again() || any.shape() >= AT_FIRST ? SECOND_CHANCE : 0);
  }

  private Wave draft(List<List<Visit>> packed, long affordable) {
    waves++;
    List<JobSpec> jobs = new ArrayList<>();
    Map<String, List<JobDraft.Entry>> entries = new TreeMap<>();
    long left = affordable;
    for (List<Visit> visits : packed) {
      Visit first = visits.get(0);
      TestShape shape = shapes.get(first.shape());
      JobDraft draft = new JobDraft(recipes);
      visits.forEach(v -> draft.add(v.state(), shape, v.ends(), settings.seed()));
      int rounds = first.again() ? 2 * settings.rounds() : settings.rounds();
      boolean profile = settings.profile() && canProfile && first.shape() == 0 && !first.again();
      long looks = profile && visitNanos > 0 ? 1 : 0;
      long cost = (rounds + looks) * draft.models().size();
      if (jobs.size() == settings.jobsPerWave() || (!jobs.isEmpty() && cost > left)) {
        break;
      }
      left -= cost;
      visits.forEach(v -> v.state().plan(shape.toString()));
      String key = key(jobs.size(), first.state().test().op1() + "@" + shape, draft);
      entries.put(key, draft.entries());
      jobs.add(job(key, first.again() ? 2 : 1, draft, plan(rounds, cost, profile)));
    }
    return new Wave(jobs, entries);
  }

  private RunPlan plan(int rounds, long visits, boolean profile) {
    if (visitNanos == 0) {
      return new RunPlan(rounds, 1, 1, 1, Duration.ZERO, profile, DEADLINE);
    }
    Duration deadline = DEADLINE.plusNanos(DEADLINE_FACTOR * (visits + 1) * visitNanos);
    return new RunPlan(rounds, 1, 10, COSTLY_RUNS, COSTLY_TIME, profile, deadline);
  }

  /** Everything that nn-Meter's test asks, in its way: model after model, one round each. */
  Wave planBaseline(Collection<CaseState> cases) {
    waves++;
    JobDraft draft = new JobDraft(recipes);
    for (CaseState state : cases) {
      if (state.test().priority() == 0) {
        NnMeterCriterion.models(state.test(), settings.seed())
            .ifPresent(models -> draft.addBaseline(state, models));
      }
    }
    if (draft.entries().isEmpty()) {
      return new Wave(List.of(), Map.of());
    }
    String key = key(0, "baseline", draft);
    RunPlan plan =
        new RunPlan(
            1,
            NnMeterCriterion.WARMUPS,
            NnMeterCriterion.RUNS,
            NnMeterCriterion.RUNS,
            Duration.ZERO,
            false,
            DEADLINE);
    return new Wave(List.of(job(key, 1, draft, plan)), Map.of(key, draft.entries()));
  }

  /**
   * A key that tells the models: a campaign that is continued with another budget may pack later
   * waves otherwise, and must not take an old result for that of another job.
   */
  private String key(int index, String what, JobDraft draft) {
    List<String> hashes = draft.models().stream().map(ModelRecipe::hash).toList();
    return String.format(
        Locale.ROOT,
        "%s/fusion/wave-%02d/%02d-%s-%08x",
        target,
        waves,
        index,
        what,
        hashes.hashCode());
  }

  private JobSpec job(String key, int visit, JobDraft draft, RunPlan plan) {
    return new JobSpec(campaign, key, target, JobKind.FUSION_TEST, visit, draft.models(), plan);
  }

  private List<Visit> wanted(CaseState state) {
    if (state.failed()) {
      return List.of();
    }
    List<Visit> wanted = new ArrayList<>();
    Ends ends = Ends.of(transfers, canProfile, coarse, state.test());
    int seen = 0;
    while (seen < shapes.size() && state.visits(shapes.get(seen).toString()) > 0) {
      seen++;
    }
    int atFirst = Math.min(AT_FIRST, shapes.size());
    if (seen < atFirst) {
      for (int shape = seen; shape < atFirst; shape++) {
        wanted.add(new Visit(state, shape, false, ends));
      }
      return wanted;
    }
    if (isSettled(state)) {
      return wanted;
    }
    for (int shape = 0; shape < seen; shape++) {
      String name = shapes.get(shape).toString();
      boolean open =
          state
              .reading(name)
              .map(r -> r.verdict() == Verdict.UNDECIDED && r.worthMore())
              .orElse(true);
      if (open && state.visits(name) < settings.visits()) {
        wanted.add(new Visit(state, shape, true, ends));
      }
    }
    if (seen < shapes.size()) {
      wanted.add(new Visit(state, seen, false, ends));
    }
    return wanted;
  }

  /** Where the runtime tells its structure, more times are only worth it if they contradict it. */
  private static boolean isSettled(CaseState state) {
    boolean known =
        state.timingVerdict() != Verdict.UNDECIDED || state.structure().verdict().isPresent();
    return !state.contradicted() && (known || state.hopeless());
  }
}
