package dev.meterfarm.predictor.bundle;

import dev.meterfarm.predictor.context.ContextFit;
import dev.meterfarm.predictor.context.ContextTerm;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.XnnpackRules;
import dev.meterfarm.predictor.trees.Aggregate;
import dev.meterfarm.predictor.trees.TreeEnsembleBuilder;
import dev.meterfarm.predictor.trees.TreeNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A bundle made by hand and seed, with predictors for three families. */
public final class SmallBundle {
  private SmallBundle() {}

  /** The bundle. */
  public static Bundle bundle() {
    return new Bundle(
        new Manifest(
            "0.1.0-test",
            new TargetIdentity(
                "test-target",
                "a device that does not exist",
                "tflite-0",
                Map.of("threads", "1"),
                "PERCENTILE_25",
                Map.of("timedRegion", "COMPUTE"),
                Map.of("cpu", "none"),
                true),
            false,
            "campaign-1",
            42,
            Instant.parse("2026-11-21T10:00:00Z"),
            Map.of("os", "none"),
            Optional.of(new NetworkAccuracy(12, 75, 100, 4.5, Double.NaN, 1.5))),
        XnnpackRules.rules(),
        new Roofline(500, 0.02, 0.05),
        Map.of(
            KernelFamily.CONV, predictor(KernelFamily.CONV, 1, 4, true),
            KernelFamily.CONV_1X1, predictor(KernelFamily.CONV_1X1, 2, 4, true),
            KernelFamily.BINARY, predictor(KernelFamily.BINARY, 3, 3, false)),
        new GenericModel(800, 0.08, 0.03, 0.4),
        new ContextTerm(
            Map.of(KernelFamily.CONV, 0.95, KernelFamily.BINARY, 1.25),
            0.01,
            new WeightCost(0.002, 256, WeightCost.Basis.KERNELS),
            20,
            300,
            0.03,
            new ContextFit(10, 6, 4, 80, 100)));
  }

  /** Files that go into the bundle beside what it predicts by. */
  public static Map<String, byte[]> extraFiles() {
    return Map.of(
        "report.html", "<!DOCTYPE html><title>Report</title>".getBytes(StandardCharsets.UTF_8),
        "samples/conv.csv", "m,latencyNs\n49,1000\n".getBytes(StandardCharsets.UTF_8));
  }

  /** A predictor with seeded trees, ranges that cover everything, and typical figures. */
  public static KernelPredictor predictor(
      KernelFamily family, long seed, int depth, boolean beatsGeneric) {
    int features = FeatureSchema.of(family).size();
    Random random = new Random(seed);
    TreeEnsembleBuilder builder = new TreeEnsembleBuilder(features, Aggregate.AVERAGE);
    for (int tree = 0; tree < 3; tree++) {
      builder.addTree(tree(random, features, depth));
    }
    float[] lowest = new float[features];
    float[] highest = new float[features];
    Arrays.fill(highest, 1e12f);
    return new KernelPredictor(
        family,
        FeatureSchema.of(family).names(),
        builder.build(),
        lowest,
        highest,
        0.05,
        beatsGeneric,
        new KernelAccuracy(100, 60, 85, 8, 20),
        new KernelPredictor.Training("boosted", 400, true, "the improvement is inside the noise"));
  }

  private static TreeNode tree(Random random, int features, int depth) {
    return depth == 0
        ? new TreeNode.Leaf(random.nextGaussian() * 0.3)
        : new TreeNode.Split(
            random.nextInt(features),
            Math.exp(random.nextDouble() * 10),
            tree(random, features, depth - 1),
            tree(random, features, depth - 1));
  }
}
