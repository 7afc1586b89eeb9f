package dev.meterfarm.predictor;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.predictor.bundle.Bundle;
import dev.meterfarm.predictor.bundle.BundleException;
import dev.meterfarm.predictor.bundle.BundleReader;
import dev.meterfarm.predictor.bundle.KernelPredictor;
import dev.meterfarm.predictor.context.ContextFeatures;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Answers how long networks take on a bundle's target. Immutable and thread-safe: share one among
 * all threads. It keeps no results, opens no connection and holds no file open.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.load(Path.of("host-cpu.zip"));
 * Prediction prediction = predictor.predict(graph);
 * System.out.println(prediction.latencyMs() + " ms");
 * }</pre>
 *
 * <p>A search that asks about many networks uses {@link #predictAll}: kernels of all networks go
 * through each family's trees in one batch, which is many times faster than one by one.
 *
 * <p>No network is refused and no kernel is free: kernels of families without a predictor, or whose
 * predictor does not beat the generic model, are priced by the generic model and flagged.
 */
public final class Predictor {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Bundle bundle;
  private final KernelDetector detector;
  private final Map<KernelFamily, FamilyPricer> pricers = new EnumMap<>(KernelFamily.class);

  /**
   * A predictor of this bundle's target.
   *
   * @throws BundleException if its trees want features that this version does not compute
   */
  public Predictor(Bundle bundle) throws BundleException {
    this.bundle = bundle;
    this.detector = new KernelDetector(bundle.rules());
    for (KernelPredictor predictor : bundle.predictors().values()) {
      pricers.put(predictor.family(), new FamilyPricer(predictor, bundle.generic()));
    }
  }

  /**
   * A predictor of the bundle at {@code path}, a zip file or a folder.
   *
   * @throws BundleException if the bundle is missing, damaged, or of a newer schema
   */
  public static Predictor load(Path path) throws BundleException {
    return new Predictor(BundleReader.read(path));
  }

  /** What this predictor predicts by. */
  public Bundle bundle() {
    return bundle;
  }

  /** The prediction for one network. */
  public Prediction predict(Graph graph) {
    return predictAll(List.of(graph)).get(0);
  }

  /** The predictions for many networks, in their order. */
  public List<Prediction> predictAll(List<Graph> graphs) {
    List<PricedPlan> plans = priceAll(graphs);
    List<Prediction> predictions = new ArrayList<>(graphs.size());
    for (int i = 0; i < plans.size(); i++) {
      predictions.add(prediction(graphs.get(i), plans.get(i)));
    }
    return predictions;
  }

  /** A network's kernels with their prices, before the context term. */
  public PricedPlan price(Graph graph) {
    return priceAll(List.of(graph)).get(0);
  }

  /** The kernels of many networks with their prices, in the order of the networks. */
  public List<PricedPlan> priceAll(List<Graph> graphs) {
    List<KernelPlan> plans = graphs.stream().map(detector::detect).toList();
    return new BatchPricing(pricers, bundle.roofline(), bundle.generic()).price(plans);
  }

  private Prediction prediction(Graph graph, PricedPlan plan) {
    ContextFeatures features = plan.contextFeatures();
    double sum = features.sumNanos();
    double latency = bundle.context().nanos(features);
    double factor =
        latency > 0 ? LatencyInterval.factor(plan.prices(), bundle.context(), latency) : 1;
    double extrapolated = 0;
    List<KernelPrediction> kernels = new ArrayList<>(plan.prices().size());
    for (KernelPrice price : plan.prices()) {
      extrapolated += price.extrapolated() ? price.nanos() : 0;
      kernels.add(
          new KernelPrediction(
              plan.plan().type(price.kernel()),
              plan.opNames(price.kernel()),
              price.nanos() / NANOS_PER_MILLI,
              price.source(),
              price.extrapolated()));
    }
    return new Prediction(
        latency / NANOS_PER_MILLI,
        latency / factor / NANOS_PER_MILLI,
        latency * factor / NANOS_PER_MILLI,
        (latency - sum) / NANOS_PER_MILLI,
        sum > 0 ? Math.min(1, extrapolated / sum) : 0, // the sums are rounded differently
        uncoveredOps(graph),
        kernels);
  }

  private static List<String> uncoveredOps(Graph graph) {
    List<String> names = new ArrayList<>();
    for (Op op : graph.ops()) {
      if (op.attributes() instanceof Attributes.Custom custom) {
        names.add(custom.customCode());
      }
    }
    return names;
  }
}
