package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.context.ContextFit;
import dev.meterfarm.coordinator.sampling.SeedRange;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.Zoo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
   * What suits a slow target: all of the user's networks for evaluation, and as far as the time for
   * a visit goes, the cheapest of others for calibration that the user knows. Where these are too
   * few to calibrate on, the cheapest of the zoo as well.
   *
   * @param suits which of the zoo are worth their time
   * @param known networks for calibration; those that are evaluated are left out
   */
  NetworkSets limited(Predicate<Graph> suits, List<MeasuredNetwork> known, double seconds) {
    List<MeasuredNetwork> own = evaluation.stream().filter(MeasuredNetwork::isOwn).toList();
    Set<String> evaluated = own.stream().map(MeasuredNetwork::hash).collect(Collectors.toSet());
    Set<MeasuredNetwork> chosen =
        cheapest(known.stream().filter(of -> !evaluated.contains(of.hash())), seconds);
    if (chosen.size() < ContextFit.LEAST_NETWORKS) {
      double spent = chosen.stream().mapToDouble(NetworkSets::cost).sum();
      chosen.addAll(
          cheapest(
              all().stream().filter(of -> !of.isOwn() && suits.test(of.graph())), seconds - spent));
    }
    return new NetworkSets(
        Stream.concat(known.stream(), calibration.stream()).filter(chosen::contains).toList(),
        evaluation.stream().filter(of -> of.isOwn() || chosen.contains(of)).toList());
  }

  /** The same with as many of the zoo's as a visit of so many seconds has time for. */
  NetworkSets within(double seconds) {
    double own = all().stream().filter(MeasuredNetwork::isOwn).mapToDouble(NetworkSets::cost).sum();
    Set<MeasuredNetwork> chosen = cheapest(all().stream().filter(of -> !of.isOwn()), seconds - own);
    return new NetworkSets(
        calibration.stream().filter(of -> of.isOwn() || chosen.contains(of)).toList(),
        evaluation.stream().filter(of -> of.isOwn() || chosen.contains(of)).toList());
  }

  /** As many of the cheapest as fit into so many seconds. */
  private static Set<MeasuredNetwork> cheapest(Stream<MeasuredNetwork> networks, double seconds) {
    Set<MeasuredNetwork> chosen = new LinkedHashSet<>();
    double spent = 0;
    for (MeasuredNetwork network :
        networks.sorted(Comparator.comparingDouble(NetworkSets::cost)).toList()) {
      spent += cost(network);
      if (spent <= seconds) {
        chosen.add(network);
      }
    }
    return chosen;
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
