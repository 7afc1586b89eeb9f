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
 */
public final class VisitPlan {
  private static final int PROFILED_RUNS = 10;
  static final RunPlan REFERENCE_PLAN =
      new RunPlan(1, 1, 5, 2_000, Duration.ofMillis(5), false, Duration.ofMinutes(1));

  private final RunPlan plan;
  private final List<String> settings;
  private final int references;

  /**
   * A plan of visits.
   *
   * @param references how many reference models there are
   */
  public VisitPlan(RunPlan plan, ToolSettings settings, int references) {
    this.plan = plan;
    this.settings = settings.flags();
    this.references = references;
  }

  /** Runs that find out how many runs a visit may have; none where the plan's time limits them. */
  public List<Visit> sizing(List<Integer> models) {
    if (!VisitFlags.mayExceed(plan)) {
      return List.of();
    }
    return models.stream()
        .map(m -> visit(Visit.Kind.SIZING, m, VisitFlags.exactly(plan.minRuns(), plan)))
        .toList();
  }

  /**
   * All visits that count.
   *
   * @param models the models that are left to measure
   * @param runs how many runs a visit to a model has, where that is known
   * @param seed what the order of the rounds follows from
   */
  public List<Visit> visits(List<Integer> models, Map<Integer, Integer> runs, long seed) {
    List<Visit> visits = new ArrayList<>(references());
    Random random = new Random(seed);
    for (int round = 0; round < plan.rounds(); round++) {
      List<Integer> order = new ArrayList<>(models);
      Collections.shuffle(order, random);
      for (int model : order) {
        Integer count = runs.get(model);
        visits.add(
            visit(
                Visit.Kind.ROUND,
                model,
                count == null ? VisitFlags.visit(plan) : VisitFlags.exactly(count, plan)));
      }
    }
    visits.addAll(references());
    if (plan.profile()) {
      models.forEach(
          m -> visits.add(visit(Visit.Kind.PROFILE, m, VisitFlags.profiled(PROFILED_RUNS))));
    }
    return visits;
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
