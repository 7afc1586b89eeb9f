package dev.meterfarm.coordinator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.KernelTrainer;
import dev.meterfarm.coordinator.learning.RooflineFit;
import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.coordinator.learning.WorkModel;
import dev.meterfarm.coordinator.learning.weka.WekaBoostedTrees;
import dev.meterfarm.coordinator.learning.weka.WekaRandomForest;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sampling and training together, on a device with steps. */
class LearningLoopTest {
  private static final KernelTrainer BOOSTED =
      new KernelTrainer(List.of(new WekaBoostedTrees()), 4);
  private static final KernelTrainer TRAINER =
      new KernelTrainer(List.of(new WekaBoostedTrees(), new WekaRandomForest(60)), 4);

  @Test
  void a_thousand_convolutions_give_85_percent_within_10_percent() {
    Prior prior = ZooPriors.prior(1, 400);
    FrozenTestSet frozen = FrozenTestSet.draw(prior, KernelFamily.CONV, 200, new Random(1));
    List<TrainingSample> samples =
        measure(prior.draw(KernelFamily.CONV, 1000, frozen.hashes(), new Random(2)));
    Roofline roofline = RooflineFit.fit(List.of(samples));
    TrainedKernel trained = TRAINER.train(samples, roofline, Effort.ROUND, 3);
    ErrorSummary test = test(trained, frozen, roofline);
    assertThat(test.within10()).isGreaterThanOrEqualTo(0.85);
    assertThat(trained.scores()).containsOnlyKeys("BoostedRandomTrees", "RandomForest");
    assertThat(trained.outOfFoldErrors()).hasSize(1000);
    assertThat(trained.relativeSigma()).isBetween(0.005, 0.15);
    WorkModel line = WorkModel.fit(List.of(samples));
    ErrorSummary rival =
        ErrorSummary.ofErrors(
            measure(frozen.configurations()).stream().mapToDouble(line::relativeError).toArray());
    assertThat(test.rmspe()).isLessThan(rival.rmspe());
  }

  /**
   * No proof that adaptive draws are better: on this device they are not. One run's RMSPE differs
   * by some 18 % between two policies of equal worth (12 seeds), the mean of four by 9 %; twice
   * that is the margin.
   */
  @Test
  void adaptive_batches_are_not_clearly_worse_than_prior_batches_at_equal_budget() {
    double prior = 0;
    double adaptive = 0;
    for (int seed = 0; seed < 4; seed++) {
      prior += loop(new PriorOnlyPolicy(), seed).rmspe();
      adaptive += loop(AdaptivePolicy.DEFAULT, seed).rmspe();
    }
    assertThat(adaptive).isLessThan(1.18 * prior);
  }

  @Test
  void forty_samples_of_a_minor_family_beat_a_straight_line() {
    Prior prior = ZooPriors.prior(2, 200);
    FrozenTestSet frozen = FrozenTestSet.draw(prior, KernelFamily.BINARY, 60, new Random(1));
    List<TrainingSample> samples =
        measure(prior.draw(KernelFamily.BINARY, 40, frozen.hashes(), new Random(2)));
    Roofline roofline = RooflineFit.fit(List.of(samples));
    TrainedKernel trained = TRAINER.train(samples, roofline, Effort.FINAL, 3);
    WorkModel line = WorkModel.fit(List.of(samples));
    double rival =
        ErrorSummary.ofErrors(
                measure(frozen.configurations()).stream()
                    .mapToDouble(line::relativeError)
                    .toArray())
            .rmspe();
    assertThat(test(trained, frozen, roofline).rmspe()).isLessThan(rival);
  }

  private static ErrorSummary loop(BatchPolicy policy, int seed) {
    Prior prior = ZooPriors.prior(seed, 400);
    FrozenTestSet frozen = FrozenTestSet.draw(prior, KernelFamily.CONV_1X1, 150, new Random(seed));
    Set<String> taken = new HashSet<>(frozen.hashes());
    List<KernelConfiguration> chosen = new ArrayList<>();
    TrainedKernel trained = null;
    Roofline roofline = ZooPriors.ROOFLINE;
    for (int round = 0; round < 4; round++) {
      BatchRequest request =
          trained == null
              ? BatchRequest.first(KernelFamily.CONV_1X1, 80, prior, taken)
              : new BatchRequest(
                  KernelFamily.CONV_1X1,
                  80,
                  prior,
                  taken,
                  trained.spread(),
                  points(chosen, trained.outOfFoldErrors()));
      List<KernelConfiguration> batch = policy.next(request, new Random(1000L * seed + round));
      chosen.addAll(batch);
      batch.forEach(configuration -> taken.add(configuration.hash()));
      trained = BOOSTED.train(measure(chosen), roofline, Effort.ROUND, round);
    }
    return test(trained, frozen, roofline);
  }

  private static List<TrainedPoint> points(List<KernelConfiguration> chosen, List<Double> errors) {
    List<TrainedPoint> points = new ArrayList<>();
    for (int i = 0; i < errors.size(); i++) {
      points.add(new TrainedPoint(chosen.get(i), errors.get(i)));
    }
    return points;
  }

  private static ErrorSummary test(TrainedKernel trained, FrozenTestSet frozen, Roofline roofline) {
    return ErrorSummary.ofErrors(
        trained.relativeErrors(measure(frozen.configurations()), roofline));
  }

  private static List<TrainingSample> measure(List<KernelConfiguration> configurations) {
    return configurations.stream().map(StaircaseDevice::measure).toList();
  }
}
