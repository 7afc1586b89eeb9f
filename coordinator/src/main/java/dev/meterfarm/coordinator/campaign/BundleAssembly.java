package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.context.ContextModel;
import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.result.KernelRow;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.GenericModel;
import dev.meterfarm.predictor.bundle.KernelAccuracy;
import dev.meterfarm.predictor.bundle.KernelPredictor;
import dev.meterfarm.predictor.bundle.Manifest;
import dev.meterfarm.predictor.context.ContextFit;
import dev.meterfarm.predictor.context.ContextTerm;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.FusionRules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Puts what was learnt into the form of a bundle. Stateless. */
final class BundleAssembly {
  private BundleAssembly() {}

  static Bundle of(
      Manifest manifest,
      FusionRules rules,
      ModelSet models,
      SampleBook samples,
      List<KernelRow> rows,
      ContextTerm context) {
    Map<KernelFamily, KernelPredictor> predictors = new EnumMap<>(KernelFamily.class);
    for (KernelRow row : rows) {
      KernelFamily family = KernelFamily.requireByWord(row.family());
      TrainedKernel trained = models.trained().get(family);
      if (trained != null) {
        predictors.put(family, predictor(family, trained, row, samples.training(family)));
      }
    }
    return new Bundle(
        manifest,
        rules,
        models.roofline(),
        predictors,
        new GenericModel(
            models.generic().fixedNanos(),
            models.generic().nanosPerByte(),
            models.generic().nanosPerFlop(),
            models.generic().relativeSigma()),
        context);
  }

  private static KernelPredictor predictor(
      KernelFamily family,
      TrainedKernel trained,
      KernelRow row,
      List<KernelConfiguration> configurations) {
    float[][] ranges =
        KernelPredictor.ranges(configurations.stream().map(KernelConfiguration::features).toList());
    return new KernelPredictor(
        family,
        FeatureSchema.of(family).names(),
        trained.trees(),
        ranges[0],
        ranges[1],
        trained.relativeSigma(),
        row.beatsGeneric(),
        new KernelAccuracy(
            row.testSize(),
            row.within5Percent(),
            row.within10Percent(),
            row.rmspePercent(),
            row.genericWithin10Percent()),
        new KernelPredictor.Training(
            trained.learner(), trained.samples(), row.converged(), row.why()));
  }

  /** The fitted context term as the bundle keeps it. */
  static ContextTerm context(ContextModel model) {
    return new ContextTerm(
        model.scales(),
        model.nanosPerActivationByte(),
        model.weights(),
        model.nanosPerKernel(),
        model.fixedNanos(),
        Double.isNaN(model.relativeSigma()) ? 0 : model.relativeSigma(),
        new ContextFit(
            model.with().count(),
            100 * model.without().rmspe(),
            100 * model.with().rmspe(),
            100 * model.without().within10(),
            100 * model.with().within10()));
  }
}
