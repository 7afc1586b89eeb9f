package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.protocol.job.RunPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Turns a job's plan into runs of the tool: reference models before and after everything, rounds in
 * an order drawn anew for each, and profiles last, apart from what is timed.
 *
 * <p>The tool takes no upper limit of runs beside a least number and a least time, which matters
 * where a plan's time holds more runs than it allows. Builds that can be told when to stop are told
 * both limits; a visit that made too few runs is then made again, with their number. For others,
 * runs come first that find out how many a visit may have.
 */
public final class VisitPlan {
  private static final int PROFILED_RUNS = 10;
  static final RunPlan REFERENCE_PLAN =
      new RunPlan(1, 1, 5, 2_000, Duration.ofMillis(5), false, Duration.ofMinutes(1));

  private final RunPlan plan;
  private final List<String> settings;
  private final int references;
  private final boolean stops;

  /**
   * A plan of visits.
   *
   * @param build the build of the tool that is to make them
   * @param references how many reference models there are
   */
  public VisitPlan(RunPlan plan, ToolSettings settings, ToolBuild build, int references) {
    this.plan = plan;
    this.settings = settings.flags();
    this.references = references;
    this.stops = build.flags().knows(VisitFlags.STOP);
  }

  /** Runs that find out how many runs a visit may have; none where that need not be known. */
  public List<Visit> sizing(List<Integer> models) {
    if (stops || !VisitFlags.mayExceed(plan)) {
      return List.of();
    }
    return models.stream()
        .map(m -> visit(Visit.Kind.SIZING, m, VisitFlags.exactly(plan.minRuns(), plan)))
        .toList();
  }

  /** Whether visits may turn out to have made too few runs. */
  public boolean mayFallShort() {
    return stops && VisitFlags.mayExceed(plan);
  }

  /**
   * All visits that count.
   *
   * @param models the models that are left to measure
   * @param runs how many runs a visit to a model has, where that is known
   * @param seed what the order of the rounds follows from
   */
  public List<Visit> visits(List<Integer> models, Map<Integer, Integer> runs, long seed) {
    List<Visit> visits = again(models, runs, seed);
    if (plan.profile()) {
      models.forEach(
          m -> visits.add(visit(Visit.Kind.PROFILE, m, VisitFlags.profiled(PROFILED_RUNS))));
    }
    return visits;
  }

  /** The same without profiles, for visits that have to be made again. */
  public List<Visit> again(List<Integer> models, Map<Integer, Integer> runs, long seed) {
    List<Visit> visits = new ArrayList<>(references());
    Random random = new Random(seed);
    for (int round = 0; round < plan.rounds(); round++) {
      List<Integer> order = new ArrayList<>(models);
      Collections.shuffle(order, random);
      order.forEach(m -> visits.add(visit(Visit.Kind.ROUND, m, flags(runs.get(m)))));
    }
    visits.addAll(references());
    return visits;
  }

  private List<String> flags(Integer runs) {
    if (runs != null) {
      return VisitFlags.exactly(runs, plan);
    }
    return mayFallShort() ? VisitFlags.atMost(plan) : VisitFlags.visit(plan);
  }

  /** One visit to each reference model. */
  List<Visit> references() {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < references; i++) {
      visits.add(visit(Visit.Kind.REFERENCE, i, VisitFlags.visit(REFERENCE_PLAN)));
    }
    return visits;
  }

  private Visit visit(Visit.Kind kind, int model, List<String> flags) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(settings);
    return new Visit(kind, model, all);
  }
}
