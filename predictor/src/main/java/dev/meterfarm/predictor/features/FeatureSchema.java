package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The named features of one kernel family, in a fixed order. Immutable and thread-safe.
 *
 * <p>Values are rounded to float before anybody trains on them, so that every reader of a forest
 * splits alike. Features are physical quantities that a runtime's inner loops depend on: extents of
 * the matrix product that a convolution is, the same rounded up to register tiles, bytes, FLOPs and
 * their ratios (docs/predictor.md says which).
 */
public final class FeatureSchema {
  private static final Map<KernelFamily, FeatureSchema> ALL = new EnumMap<>(KernelFamily.class);

  static {
    for (KernelFamily family : KernelFamily.values()) {
      ALL.put(family, new FeatureSchema(family, FamilyFeatures.of(family)));
    }
  }

  private final KernelFamily family;
  private final List<Feature> features;
  private final List<String> names;
  private final List<String> units;

  private FeatureSchema(KernelFamily family, List<Feature> features) {
    this.family = family;
    this.features = List.copyOf(features);
    this.names = features.stream().map(Feature::name).toList();
    this.units = features.stream().map(Feature::unit).toList();
    Set<String> unique = new HashSet<>(names);
    if (unique.size() != names.size()) {
      throw new IllegalStateException("the features of " + family + " repeat a name: " + names);
    }
  }

  /** The schema of a family, as this version of the program defines it. */
  public static FeatureSchema of(KernelFamily family) {
    return ALL.get(family);
  }

  /** The family. */
  public KernelFamily family() {
    return family;
  }

  /** Names, in the order of {@link #extract}. */
  public List<String> names() {
    return names;
  }

  /** Units, in the order of {@link #extract}. */
  public List<String> units() {
    return units;
  }

  /** How many features there are. */
  public int size() {
    return features.size();
  }

  /**
   * The features of a kernel.
   *
   * @param graph the graph of the kernel's plan
   * @param kernel a kernel of this family
   * @throws IllegalArgumentException if the kernel is of another family
   */
  public float[] extract(Graph graph, Kernel kernel) {
    return extract(new KernelView(graph, kernel));
  }

  float[] extract(KernelView view) {
    if (view.kernel().family() != family) {
      throw new IllegalArgumentException(
          "a kernel of family " + view.kernel().family().word() + ", not " + family.word());
    }
    float[] row = new float[features.size()];
    for (int i = 0; i < row.length; i++) {
      float value = (float) features.get(i).value().applyAsDouble(view);
      row[i] = Float.isFinite(value) ? value : 0f; // only where an extent is 0
    }
    return row;
  }
}
