package dev.meterfarm.coordinator.campaign;

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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Trains all kernel families of a target from a snapshot of its samples. Deterministic: the same
 * samples, seed and effort give the same forests. Thread-safe.
 */
final class Trainer {
  /** A family is trained anew between rounds when it has so many times as many samples. */
  private static final double GROWTH = 1.15;

  private static final int LEAST_SAMPLES = 8;
  private static final int FOLDS = 3;

  private final KernelTrainer kernels =
      new KernelTrainer(List.of(new WekaBoostedTrees(), new WekaRandomForest()), FOLDS);
  private final long seed;

  Trainer(long seed) {
    this.seed = seed;
  }

  /**
   * Between rounds; forests with hardly any new samples are kept.
   *
   * @param without families that get no forest
   */
  ModelSet round(
      Map<KernelFamily, List<TrainingSample>> samples,
      Optional<ModelSet> before,
      Set<KernelFamily> without) {
    Roofline roofline =
        before.map(ModelSet::roofline).orElseGet(() -> RooflineFit.fit(samples.values()));
    return train(samples, roofline, before, without);
  }

  /**
   * For the bundle: the learners that the rounds chose, on all samples, with all effort. A roofline
   * is fitted anew, now that all families have samples.
   */
  ModelSet last(Map<KernelFamily, List<TrainingSample>> samples, Optional<ModelSet> before) {
    Roofline roofline = RooflineFit.fit(samples.values());
    Map<KernelFamily, TrainedKernel> trained = new EnumMap<>(KernelFamily.class);
    Map<KernelFamily, List<String>> hashes = new EnumMap<>(KernelFamily.class);
    samples.forEach(
        (family, own) -> {
          if (own.size() >= LEAST_SAMPLES) {
            TrainedKernel validated = before.map(set -> set.trained().get(family)).orElse(null);
            if (validated == null) {
              validated = kernels.train(own, roofline, Effort.ROUND, seed);
            }
            trained.put(family, kernels.finish(own, roofline, validated, seed));
            hashes.put(family, own.stream().map(TrainingSample::modelHash).toList());
          }
        });
    return new ModelSet(roofline, WorkModel.fit(samples.values()), trained, hashes);
  }

  private ModelSet train(
      Map<KernelFamily, List<TrainingSample>> samples,
      Roofline roofline,
      Optional<ModelSet> before,
      Set<KernelFamily> without) {
    Map<KernelFamily, TrainedKernel> trained = new EnumMap<>(KernelFamily.class);
    Map<KernelFamily, List<String>> hashes = new EnumMap<>(KernelFamily.class);
    samples.forEach(
        (family, own) -> {
          TrainedKernel old = before.map(models -> models.trained().get(family)).orElse(null);
          if (old != null && own.size() < GROWTH * old.samples()) {
            trained.put(family, old);
            hashes.put(family, before.get().sampleHashes().get(family));
          } else if (own.size() >= LEAST_SAMPLES && !without.contains(family)) {
            trained.put(family, kernels.train(own, roofline, Effort.ROUND, seed));
            hashes.put(family, own.stream().map(TrainingSample::modelHash).toList());
          }
        });
    return new ModelSet(roofline, WorkModel.fit(samples.values()), trained, hashes);
  }
}
