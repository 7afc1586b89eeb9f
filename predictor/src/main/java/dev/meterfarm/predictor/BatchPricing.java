package dev.meterfarm.predictor;

import dev.meterfarm.predictor.bundle.GenericModel;
import dev.meterfarm.predictor.features.KernelMeasures;
import dev.meterfarm.predictor.features.Roofline;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prices the kernels of many plans, one batch for each family. For one call. */
final class BatchPricing {
  private final Map<KernelFamily, FamilyPricer> pricers;
  private final Roofline roofline;
  private final GenericModel generic;
  private final Map<KernelFamily, List<Pending>> pending = new EnumMap<>(KernelFamily.class);
  private final List<KernelPrice[]> prices = new ArrayList<>();

  private record Pending(int plan, int at, Kernel kernel, KernelMeasures measures, int likeness) {}

  /** What makes kernels of a network alike: family and features. */
  private static final class Likeness {
    private final KernelFamily family;
    private final float[] features;
    private final int hash;

    Likeness(KernelFamily family, float[] features) {
      this.family = family;
      this.features = features;
      this.hash = Arrays.hashCode(features);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Likeness that
          && hash == that.hash
          && family == that.family
          && Arrays.equals(features, that.features);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  BatchPricing(Map<KernelFamily, FamilyPricer> pricers, Roofline roofline, GenericModel generic) {
    this.pricers = pricers;
    this.roofline = roofline;
    this.generic = generic;
  }

  List<PricedPlan> price(List<KernelPlan> plans) {
    for (KernelPlan plan : plans) {
      add(plan);
    }
    pending.forEach(this::priceFamily);
    List<PricedPlan> priced = new ArrayList<>(plans.size());
    for (int i = 0; i < plans.size(); i++) {
      priced.add(new PricedPlan(plans.get(i), Arrays.asList(prices.get(i))));
    }
    return priced;
  }

  private void add(KernelPlan plan) {
    Map<Likeness, Integer> likenesses = new HashMap<>();
    int index = prices.size();
    for (int at = 0; at < plan.kernels().size(); at++) {
      Kernel kernel = plan.kernels().get(at);
      KernelMeasures measures = KernelMeasures.of(plan.graph(), kernel);
      Likeness likeness = new Likeness(kernel.family(), measures.features());
      Integer known = likenesses.putIfAbsent(likeness, likenesses.size());
      int number = known == null ? likenesses.size() - 1 : known;
      pending
          .computeIfAbsent(kernel.family(), family -> new ArrayList<>())
          .add(new Pending(index, at, kernel, measures, number));
    }
    prices.add(new KernelPrice[plan.kernels().size()]);
  }

  private void priceFamily(KernelFamily family, List<Pending> kernels) {
    FamilyPricer pricer = pricers.get(family);
    float[][] rows = new float[kernels.size()][];
    double[] nanos = new double[rows.length];
    boolean[] covered = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      KernelMeasures measures = kernels.get(i).measures();
      if (pricer != null) {
        rows[i] = pricer.row(measures.features());
        covered[i] = pricer.covers(rows[i]);
        nanos[i] = roofline.nanos(measures.work());
      }
    }
    boolean forest = pricer != null && pricer.isUsed();
    if (forest) {
      nanos = pricer.nanos(rows, nanos);
    }
    for (int i = 0; i < rows.length; i++) {
      Pending kernel = kernels.get(i);
      prices.get(kernel.plan())[kernel.at()] =
          new KernelPrice(
              kernel.kernel(),
              kernel.measures().work(),
              forest ? nanos[i] : generic.nanos(kernel.measures().work()),
              forest ? pricer.relativeSigma() : generic.relativeSigma(),
              forest ? PriceSource.FOREST : PriceSource.GENERIC,
              !covered[i],
              kernel.likeness());
    }
  }
}
