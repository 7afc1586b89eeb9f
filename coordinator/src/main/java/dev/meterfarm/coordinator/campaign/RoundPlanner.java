package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.sampling.BatchPolicy;
import dev.meterfarm.coordinator.sampling.BatchRequest;
import dev.meterfarm.coordinator.sampling.BudgetShare;
import dev.meterfarm.coordinator.sampling.FamilyState;
import dev.meterfarm.coordinator.sampling.FrozenTestSet;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.coordinator.sampling.Prior;
import dev.meterfarm.coordinator.sampling.TrainedPoint;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Chooses which kernel configurations the next round measures. Everything random follows from the
 * campaign's seed, the family and the round. For the planning thread of a target.
 */
final class RoundPlanner {
  /** Configurations of which the cost of a family's next samples is guessed. */
  private static final int PILOT = 24;

  private final Prior prior;
  private final SampleBook samples;
  private final ModelPlanner models;
  private final BatchPolicy policy;
  private final Set<KernelFamily> wanted;
  private final long seed;
  private final Map<KernelFamily, Double> pilotSeconds = new EnumMap<>(KernelFamily.class);

  RoundPlanner(
      Prior prior,
      SampleBook samples,
      ModelPlanner models,
      BatchPolicy policy,
      Set<KernelFamily> wanted,
      long seed) {
    this.prior = prior;
    this.samples = samples;
    this.models = models;
    this.policy = policy;
    this.wanted = wanted;
    this.seed = seed;
  }

  /** Families that networks contain and that can have a forest, the most important first. */
  List<KernelFamily> families() {
    return prior.timeShares().entrySet().stream()
        .filter(entry -> entry.getKey() != KernelFamily.GENERIC)
        .filter(entry -> wanted.isEmpty() || wanted.contains(entry.getKey()))
        .sorted(
            Map.Entry.<KernelFamily, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  double timeShare(KernelFamily family) {
    return prior.timeShares().getOrDefault(family, 0.0);
  }

  /** Draws the frozen test sets, before anything else is drawn. */
  void freeze(int largest, int smallest) {
    for (KernelFamily family : families()) {
      int size = timeShare(family) >= 0.02 ? largest : smallest;
      FrozenTestSet.draw(prior, family, size, random(family, -1))
          .configurations()
          .forEach(samples::addFrozen);
    }
  }

  /**
   * The configurations of a round.
   *
   * @param seconds device time that it may take
   * @param learnt what is known so far
   * @param interest how much each family is in need of samples, 0..1; see {@link FamilyState}
   */
  List<KernelConfiguration> plan(
      int round,
      double seconds,
      Optional<ModelSet> learnt,
      ToDoubleFunction<KernelFamily> interest) {
    List<FamilyState> states = new ArrayList<>();
    for (KernelFamily family : families()) {
      TrainedKernel trained = learnt.map(set -> set.trained().get(family)).orElse(null);
      states.add(
          new FamilyState(
              family,
              timeShare(family),
              trained == null ? Double.NaN : trained.relativeSigma(),
              samples.training(family).size(),
              secondsPerSample(family),
              interest.applyAsDouble(family)));
    }
    List<List<KernelConfiguration>> batches = new ArrayList<>();
    BudgetShare.DEFAULT
        .split(states, seconds)
        .forEach((family, count) -> batches.add(batch(family, count, round, learnt)));
    List<KernelConfiguration> chosen = mixed(batches);
    chosen.forEach(samples::addTraining);
    return chosen;
  }

  /**
   * The batches one into another, each evenly spread: a round that is cut short by the budget then
   * leaves every family its part, rather than everything to the first ones.
   */
  static <T> List<T> mixed(List<List<T>> batches) {
    record Placed<T>(double place, T value) {}
    List<Placed<T>> placed = new ArrayList<>();
    for (List<T> batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        placed.add(new Placed<>((i + 0.5) / batch.size(), batch.get(i)));
      }
    }
    return placed.stream()
        .sorted(Comparator.comparingDouble(Placed::place)) // stable: batches in their order
        .map(Placed::value)
        .toList();
  }

  private List<KernelConfiguration> batch(
      KernelFamily family, int count, int round, Optional<ModelSet> learnt) {
    TrainedKernel trained = learnt.map(set -> set.trained().get(family)).orElse(null);
    Set<String> taken = samples.taken(family);
    BatchRequest request =
        trained == null
            ? BatchRequest.first(family, count, prior, taken)
            : new BatchRequest(
                family, count, prior, taken, trained.spread(), points(family, learnt.get()));
    return policy.next(request, random(family, round));
  }

  /** Training points with their out-of-fold errors. */
  private List<TrainedPoint> points(KernelFamily family, ModelSet learnt) {
    List<Double> errors = learnt.trained().get(family).outOfFoldErrors();
    Map<String, KernelConfiguration> byHash = new HashMap<>();
    samples.training(family).forEach(known -> byHash.put(known.hash(), known));
    List<TrainedPoint> points = new ArrayList<>();
    for (int i = 0; i < errors.size(); i++) {
      points.add(
          new TrainedPoint(byHash.get(learnt.sampleHashes().get(family).get(i)), errors.get(i)));
    }
    return points;
  }

  private double secondsPerSample(KernelFamily family) {
    return pilotSeconds.computeIfAbsent(
        family,
        of -> {
          List<KernelConfiguration> pilot = prior.draw(of, PILOT, Set.of(), random(of, -2));
          double seconds = 0;
          for (KernelConfiguration configuration : pilot) {
            for (PlannedModel model : samples.models(configuration, models)) {
              seconds += VisitKind.KERNEL.seconds(model);
            }
          }
          return Math.max(1e-3, seconds / Math.max(1, pilot.size()));
        });
  }

  private Random random(KernelFamily family, int round) {
    long mixed =
        seed * 0x9E3779B97F4A7C15L + family.word().hashCode() * 0xD1B54A32D192ED03L + round;
    return new Random(mixed ^ (mixed >>> 32));
  }
}
