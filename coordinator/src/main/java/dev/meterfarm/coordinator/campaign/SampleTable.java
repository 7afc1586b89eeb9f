package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The samples of a campaign as CSV files, one for each kernel family. Stateless. */
final class SampleTable {
  private SampleTable() {}

  /** File names inside the bundle, with their contents in UTF-8. */
  static Map<String, byte[]> files(SampleBook samples, LabelBook labels) {
    Map<String, byte[]> files = new TreeMap<>();
    for (KernelFamily family : samples.families()) {
      StringBuilder csv = new StringBuilder("hash,use,label_ns,visits,how");
      FeatureSchema.of(family).names().forEach(name -> csv.append(',').append(name));
      csv.append('\n');
      append(csv, "train", samples.training(family), samples, labels);
      append(csv, "frozen-test", samples.frozen(family), samples, labels);
      files.put(
          "samples/" + family.word() + ".csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private static void append(
      StringBuilder csv,
      String use,
      List<KernelConfiguration> configurations,
      SampleBook samples,
      LabelBook labels) {
    for (KernelConfiguration configuration : configurations) {
      OptionalDouble label = samples.label(configuration, labels);
      if (label.isEmpty()) {
        continue;
      }
      csv.append(configuration.hash())
          .append(',')
          .append(use)
          .append(String.format(Locale.ROOT, ",%.1f,", label.getAsDouble()))
          .append(samples.visits(configuration, labels).length)
          .append(samples.isDifference(configuration) ? ",difference" : ",alone");
      for (float feature : configuration.features()) {
        csv.append(',').append(feature);
      }
      csv.append('\n');
    }
  }
}
