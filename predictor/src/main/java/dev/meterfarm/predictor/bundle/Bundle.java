package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.context.ContextTerm;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.FusionRules;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that predicts one target. Immutable.
 *
 * @param manifest what it is and where it comes from
 * @param rules the target's fusion rules
 * @param roofline what the labels were divided by
 * @param predictors the families that have a predictor
 * @param generic prices everything else
 * @param context turns a sum of kernels into a network's latency
 */
public record Bundle(
    Manifest manifest,
    FusionRules rules,
    Roofline roofline,
    Map<KernelFamily, KernelPredictor> predictors,
    GenericModel generic,
    ContextTerm context) {
  public Bundle {
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(roofline, "roofline");
    Objects.requireNonNull(generic, "generic");
    Objects.requireNonNull(context, "context");
    Map<KernelFamily, KernelPredictor> copy = new EnumMap<>(KernelFamily.class);
    copy.putAll(predictors);
    predictors = Collections.unmodifiableMap(copy);
    predictors.forEach(
        (family, predictor) -> {
          if (predictor.family() != family) {
            throw new IllegalArgumentException(
                "the predictor of " + family.word() + " is for " + predictor.family().word());
          }
        });
  }
}
