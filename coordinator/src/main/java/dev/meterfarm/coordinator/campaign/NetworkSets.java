package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.sampling.SeedRange;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.Zoo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The whole networks of a campaign: those on which the context term is fitted, and those on which
 * nothing is ever fitted. Immutable.
 */
record NetworkSets(List<MeasuredNetwork> calibration, List<MeasuredNetwork> evaluation) {
  /** A variant above this is passed over for the next one of its family. */
  private static final long MOST_FLOPS = 6_000_000_000L;

  private static final int TRIES = 8;

  NetworkSets {
    calibration = List.copyOf(calibration);
    evaluation = List.copyOf(evaluation);
  }

  /** Variants of every zoo family, and the user's own networks for evaluation. */
  static NetworkSets of(
      BudgetPlan budget, long seed, ModelPlanner planner, List<MeasuredNetwork> ownEvaluation) {
    List<MeasuredNetwork> evaluation =
        draw(SeedRange.EVALUATION, budget.evaluationVariants(), seed, planner);
    evaluation.addAll(ownEvaluation);
    return new NetworkSets(
        draw(SeedRange.CALIBRATION, budget.calibrationVariants(), seed, planner), evaluation);
  }

  private static List<MeasuredNetwork> draw(
      SeedRange range, int variants, long seed, ModelPlanner planner) {
    List<MeasuredNetwork> networks = new ArrayList<>();
    for (int variant = 0; variant < variants; variant++) {
      for (NetworkFamily family : Zoo.families()) {
        Graph graph = affordable(family, range, seed, variant);
        networks.add(
            new MeasuredNetwork(
                graph.name(), family.name(), graph, planner.plan(graph.name(), graph)));
      }
    }
    return networks;
  }

  private static Graph affordable(NetworkFamily family, SeedRange range, long seed, int variant) {
    Graph graph = family.variant(range.seed(seed, variant * TRIES));
    for (int i = 1; i < TRIES && OpCosts.total(graph).flops() > MOST_FLOPS; i++) {
      graph = family.variant(range.seed(seed, variant * TRIES + i));
    }
    return graph;
  }

  /**
   * Those of the zoo that suit, the cheapest of them as far as the time for a visit goes; all of
   * the user's.
   */
  NetworkSets limited(Predicate<Graph> suits, double seconds) {
    List<MeasuredNetwork> chosen = new ArrayList<>();
    double spent = 0;
    List<MeasuredNetwork> byCost =
        all().stream()
            .filter(network -> !network.isOwn() && suits.test(network.graph()))
            .sorted(Comparator.comparingDouble(NetworkSets::cost))
            .toList();
    for (MeasuredNetwork network : byCost) {
      spent += cost(network);
      if (spent <= seconds) {
        chosen.add(network);
      }
    }
    return new NetworkSets(
        calibration.stream().filter(chosen::contains).toList(),
        evaluation.stream().filter(of -> of.isOwn() || chosen.contains(of)).toList());
  }

  private static double cost(MeasuredNetwork network) {
    return VisitKind.NETWORK.seconds(network.model());
  }

  List<MeasuredNetwork> all() {
    List<MeasuredNetwork> all = new ArrayList<>(calibration);
    all.addAll(evaluation);
    return all;
  }
}
