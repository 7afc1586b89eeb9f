package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.evaluation.LabelNoise;
import dev.meterfarm.coordinator.learning.TrainingSample;
import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Which kernel configurations a campaign measures, for training or as frozen tests; joined with the
 * book of labels they are samples. For one thread.
 */
final class SampleBook {
  private final Map<KernelFamily, TreeMap<String, KernelConfiguration>> training =
      new EnumMap<>(KernelFamily.class);
  private final Map<KernelFamily, TreeMap<String, KernelConfiguration>> frozen =
      new EnumMap<>(KernelFamily.class);

  /** How much a training sample counts that has no calm visit; one that has counts 1. */
  private static final double UNCALM_WEIGHT = 0.05;

  /** So many samples of a family are trained on. */
  private static final int MOST_TRAINED = 8_000;

  /** So many are measured: enough that most of those that are trained on are calm. */
  private static final int MOST_MEASURED = 2 * MOST_TRAINED;

  private final KernelProbe.Form form;
  private final Map<KernelFamily, Map<String, List<String>>> hashes =
      new EnumMap<>(KernelFamily.class);

  /**
   * A book without samples.
   *
   * @param form how kernels are measured on the target
   */
  SampleBook(KernelProbe.Form form) {
    this.form = form;
  }

  /** Names of recipes begin with the family's word, so that a stored recipe tells its family. */
  static String recipeName(KernelConfiguration configuration, int model) {
    return configuration.family().word() + "/" + configuration.hash() + "/" + model;
  }

  /** The models that have to be measured for a configuration. */
  List<PlannedModel> models(KernelConfiguration configuration, ModelPlanner planner) {
    List<Graph> graphs = probe(configuration).models();
    List<PlannedModel> models = new ArrayList<>(graphs.size());
    for (int i = 0; i < graphs.size(); i++) {
      models.add(planner.plan(recipeName(configuration, i), graphs.get(i)));
    }
    return models;
  }

  /** Identities of the models of a configuration; remembered, because they are asked for often. */
  private List<String> hashes(KernelConfiguration configuration) {
    return hashes
        .computeIfAbsent(configuration.family(), family -> new HashMap<>())
        .computeIfAbsent(configuration.hash(), hash -> probe(configuration).hashes());
  }

  private KernelProbe probe(KernelConfiguration configuration) {
    return KernelProbe.of(form, configuration.family(), configuration.graph());
  }

  void addTraining(KernelConfiguration configuration) {
    if (!frozen
        .getOrDefault(configuration.family(), new TreeMap<>())
        .containsKey(configuration.hash())) {
      training
          .computeIfAbsent(configuration.family(), family -> new TreeMap<>())
          .put(configuration.hash(), configuration);
    }
  }

  void addFrozen(KernelConfiguration configuration) {
    frozen
        .computeIfAbsent(configuration.family(), family -> new TreeMap<>())
        .put(configuration.hash(), configuration);
  }

  /** The configuration of a stored recipe; empty for the second model of a probe. */
  Optional<KernelConfiguration> configuration(ModelRecipe recipe) {
    String[] parts = recipe.name().split("/", -1);
    Optional<KernelFamily> family = KernelFamily.findByWord(parts[0]);
    if (family.isEmpty() || !parts[parts.length - 1].equals("0")) {
      return Optional.empty();
    }
    Graph graph = GraphJson.read(recipe.body());
    if (form == KernelProbe.Form.BETWEEN_ENDS) {
      return KernelConfiguration.of(family.get(), KernelEnds.kernelOf(graph));
    }
    return KernelProbe.isBetweenOps(family.get(), graph)
        ? Optional.of(KernelProbe.configurationBetweenOps(graph))
        : KernelConfiguration.of(family.get(), graph);
  }

  /** Hashes that may not be drawn again. */
  Set<String> taken(KernelFamily family) {
    Set<String> taken = new HashSet<>(training.getOrDefault(family, new TreeMap<>()).keySet());
    taken.addAll(frozen.getOrDefault(family, new TreeMap<>()).keySet());
    return taken;
  }

  List<KernelConfiguration> frozen(KernelFamily family) {
    return List.copyOf(frozen.getOrDefault(family, new TreeMap<>()).values());
  }

  List<KernelConfiguration> training(KernelFamily family) {
    return List.copyOf(training.getOrDefault(family, new TreeMap<>()).values());
  }

  Set<KernelFamily> families() {
    Set<KernelFamily> families = new HashSet<>(training.keySet());
    families.addAll(frozen.keySet());
    return Collections.unmodifiableSet(families);
  }

  int trainingSize() {
    return training.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Training samples that have a label, in the order of their hashes. Those without a calm visit
   * weigh little: visits in bad spells are too high, all in the same direction, and many of them
   * would outvote the good ones. Of more than {@link #MOST_TRAINED} the calm ones are taken first,
   * otherwise by their hashes, which is by chance: more would only make the training longer.
   */
  List<TrainingSample> trainingSamples(KernelFamily family, LabelBook labels) {
    List<TrainingSample> all =
        samples(training(family), labels, of -> isCalm(of, labels) ? 1 : UNCALM_WEIGHT);
    return all.stream()
        .sorted(Comparator.comparingDouble(TrainingSample::weight).reversed()) // stable
        .limit(MOST_TRAINED)
        .sorted(Comparator.comparing(TrainingSample::modelHash))
        .toList();
  }

  /** Whether further samples of the family would be too many to be of use. */
  boolean isFull(KernelFamily family) {
    return training.getOrDefault(family, new TreeMap<>()).size() >= MOST_MEASURED;
  }

  private boolean isCalm(KernelConfiguration configuration, LabelBook labels) {
    return hashes(configuration).stream().allMatch(labels::hasCalmVisit);
  }

  /** Frozen tests that have a label, in the order of their hashes. */
  List<TrainingSample> frozenSamples(KernelFamily family, LabelBook labels) {
    return samples(frozen(family), labels, of -> 1);
  }

  private List<TrainingSample> samples(
      List<KernelConfiguration> configurations,
      LabelBook labels,
      ToDoubleFunction<KernelConfiguration> weight) {
    List<TrainingSample> samples = new ArrayList<>(configurations.size());
    for (KernelConfiguration configuration : configurations) {
      OptionalDouble label = label(configuration, labels);
      if (label.isPresent() && label.getAsDouble() > 0) {
        samples.add(
            new TrainingSample(
                configuration.features(),
                configuration.work(),
                label.getAsDouble(),
                noise(configuration, labels),
                weight.applyAsDouble(configuration),
                configuration.hash()));
      }
    }
    return samples;
  }

  OptionalDouble label(KernelConfiguration configuration, LabelBook labels) {
    return KernelProbe.label(hashes(configuration), labels::label);
  }

  /** True if a label is what one model takes more than another, not what one takes. */
  boolean isDifference(KernelConfiguration configuration) {
    return hashes(configuration).size() > 1;
  }

  /** Relative standard deviation of a label by its own visits; 0 with a single visit. */
  private double noise(KernelConfiguration configuration, LabelBook labels) {
    double[] visits = visits(configuration, labels);
    return LabelNoise.relativeSigma(List.of(visits)).orElse(0);
  }

  double[] visits(KernelConfiguration configuration, LabelBook labels) {
    return labels.visitNanos(hashes(configuration).get(0)).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }
}
