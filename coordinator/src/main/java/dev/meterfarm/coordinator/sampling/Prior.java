package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The distribution of kernel configurations met in networks under a target's fusion rules. Networks
 * are taken from a stream as draws need them, the user's own first. For one thread.
 *
 * <p>A configuration is drawn in proportion to the mean of two shares within its family: of the
 * occurrences, and of the networks' time by the pricing. The first lets small kernels be learnt,
 * the second the few that decide a network's latency.
 */
public final class Prior {
  private static final int NETWORKS_AT_ONCE = 15;

  /** A pool this many times as large as a draw still lets rare configurations be rare. */
  private static final int POOL_FACTOR = 4;

  private final KernelDetector detector;
  private final NetworkStream stream;
  private final KernelPricing pricing;
  private final int mostNetworks;
  private final Map<KernelFamily, Map<FeatureKey, Entry>> pools = new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, Double> timeShares = new EnumMap<>(KernelFamily.class);
  private int scanned;
  private double networks;

  /** Kernels of one family with equal features are one configuration. */
  @SuppressWarnings("ArrayRecordComponent") // compared by content, below
  private record FeatureKey(int hash, float[] features) {
    static FeatureKey of(float[] features) {
      return new FeatureKey(Arrays.hashCode(features), features);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof FeatureKey key && Arrays.equals(features, key.features);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private static final class Entry {
    final Graph graph;
    final KernelWork work;
    boolean own;
    double occurrences;
    double timeShare;
    KernelConfiguration configuration;

    Entry(Graph graph, KernelWork work) {
      this.graph = graph;
      this.work = work;
    }
  }

  /**
   * A prior that has seen no network yet.
   *
   * @param detector applies the target's fusion rules
   * @param stream where networks come from
   * @param pricing what kernels are thought to cost
   * @param mostNetworks how many networks are taken from the stream at the most
   */
  public Prior(
      KernelDetector detector, NetworkStream stream, KernelPricing pricing, int mostNetworks) {
    this.detector = detector;
    this.stream = stream;
    this.pricing = pricing;
    this.mostNetworks = mostNetworks;
  }

  /**
   * Takes networks of the user's into the prior.
   *
   * @param weight how many zoo networks each of them counts for, above 0
   */
  public void add(Collection<Graph> own, double weight) {
    own.forEach(graph -> scan(graph, weight, true));
  }

  /** Takes in networks from the stream until at least {@code count} of them were seen. */
  public void scan(int count) {
    while (scanned < Math.min(count, mostNetworks)) {
      scan(stream.network(scanned++), 1, false);
    }
  }

  private void scan(Graph network, double weight, boolean own) {
    KernelPlan plan = detector.detect(network);
    List<Kernel> kernels = plan.kernels();
    float[][] features = new float[kernels.size()][];
    KernelWork[] works = new KernelWork[kernels.size()];
    double[] nanos = new double[kernels.size()];
    double total = 0;
    for (int i = 0; i < nanos.length; i++) {
      Kernel kernel = kernels.get(i);
      features[i] = FeatureSchema.of(kernel.family()).extract(plan.graph(), kernel);
      works[i] = KernelWork.of(plan.graph(), kernel);
      nanos[i] = pricing.nanos(kernel.family(), features[i], works[i]);
      total += nanos[i];
    }
    for (int i = 0; i < nanos.length; i++) {
      Kernel kernel = kernels.get(i);
      KernelWork work = works[i];
      double share = weight * nanos[i] / total;
      Entry entry =
          pools
              .computeIfAbsent(kernel.family(), family -> new LinkedHashMap<>())
              .computeIfAbsent(
                  FeatureKey.of(features[i]), key -> new Entry(plan.extract(kernel), work));
      entry.own |= own;
      entry.occurrences += weight;
      entry.timeShare += share;
      timeShares.merge(kernel.family(), share, Double::sum);
    }
    networks += weight;
  }

  /**
   * Which share of a network's time the families carry in the mean, 0..1, as far as networks were
   * seen.
   */
  public Map<KernelFamily, Double> timeShares() {
    Map<KernelFamily, Double> shares = new EnumMap<>(KernelFamily.class);
    timeShares.forEach((family, sum) -> shares.put(family, sum / networks));
    return shares;
  }

  /** How many different configurations of a family were seen. */
  public int distinct(KernelFamily family) {
    return pools.getOrDefault(family, Map.of()).size();
  }

  /**
   * Draws configurations without repetition.
   *
   * @param count how many are wanted
   * @param taken hashes that are not to be drawn: frozen tests, and what was measured
   * @return as many as wanted, or fewer where the stream's first {@code mostNetworks} networks have
   *     no more
   */
  public List<KernelConfiguration> draw(
      KernelFamily family, int count, Set<String> taken, Random random) {
    scan(NETWORKS_AT_ONCE);
    List<Map.Entry<FeatureKey, Entry>> open = open(family, taken);
    while (open.size() < (long) POOL_FACTOR * count && scanned < mostNetworks) {
      scan(scanned + NETWORKS_AT_ONCE);
      open = open(family, taken);
    }
    double occurrences = open.stream().mapToDouble(e -> e.getValue().occurrences).sum();
    double time = open.stream().mapToDouble(e -> e.getValue().timeShare).sum();
    double[] weights =
        open.stream()
            .mapToDouble(
                e -> e.getValue().occurrences / occurrences + e.getValue().timeShare / time)
            .toArray();
    List<KernelConfiguration> drawn = new ArrayList<>(count);
    Map<String, KernelConfiguration> unique = new HashMap<>();
    for (int index : WeightedDraw.order(weights, random)) {
      if (drawn.size() == count) {
        break;
      }
      KernelConfiguration configuration = configuration(family, open.get(index));
      if (!taken.contains(configuration.hash())
          && unique.putIfAbsent(configuration.hash(), configuration) == null) {
        drawn.add(configuration);
      }
    }
    return drawn;
  }

  /** The different configurations that the user's networks have, in the order of their networks. */
  public List<KernelConfiguration> own(KernelFamily family) {
    return pools.getOrDefault(family, Map.of()).entrySet().stream()
        .filter(e -> e.getValue().own)
        .map(e -> configuration(family, e))
        .toList();
  }

  private List<Map.Entry<FeatureKey, Entry>> open(KernelFamily family, Set<String> taken) {
    return pools.getOrDefault(family, Map.of()).entrySet().stream()
        .filter(
            e ->
                e.getValue().configuration == null
                    || !taken.contains(e.getValue().configuration.hash()))
        .toList();
  }

  private static KernelConfiguration configuration(
      KernelFamily family, Map.Entry<FeatureKey, Entry> pooled) {
    Entry entry = pooled.getValue();
    if (entry.configuration == null) {
      entry.configuration =
          new KernelConfiguration(
              family,
              entry.graph,
              GraphJson.hash(entry.graph),
              pooled.getKey().features(),
              entry.work);
    }
    return entry.configuration;
  }
}
