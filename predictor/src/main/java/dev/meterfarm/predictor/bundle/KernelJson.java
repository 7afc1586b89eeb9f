package dev.meterfarm.predictor.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.json.JsonDocument;
import dev.meterfarm.predictor.json.JsonFields;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.trees.TreeEnsemble;
import java.util.ArrayList;
import java.util.List;

/** The {@code kernels/<family>.json} of a bundle. Stateless and thread-safe. */
final class KernelJson {
  private KernelJson() {}

  static byte[] write(KernelPredictor predictor) {
    ObjectNode root = JsonDocument.object();
    root.put("family", predictor.family().word());
    root.put("predicts", "log(latency / roofline)");
    root.put("learner", predictor.training().learner());
    root.put("samples", predictor.training().samples());
    root.put("converged", predictor.training().converged());
    root.put("convergenceNote", predictor.training().convergenceNote());
    JsonDocument.putNumber(root, "relativeSigma", predictor.relativeSigma());
    root.put("beatsGeneric", predictor.beatsGeneric());
    writeAccuracy(root.putObject("accuracy"), predictor.accuracy());
    writeFeatures(root.putArray("features"), predictor);
    return JsonDocument.bytes(root);
  }

  static void writeAccuracy(ObjectNode node, KernelAccuracy accuracy) {
    node.put("testSamples", accuracy.testSamples());
    JsonDocument.putNumber(node, "within5Percent", accuracy.within5Percent());
    JsonDocument.putNumber(node, "within10Percent", accuracy.within10Percent());
    JsonDocument.putNumber(node, "rmspePercent", accuracy.rmspePercent());
    JsonDocument.putNumber(node, "genericWithin10Percent", accuracy.genericWithin10Percent());
  }

  private static void writeFeatures(ArrayNode list, KernelPredictor predictor) {
    FeatureSchema schema = FeatureSchema.of(predictor.family());
    float[] lowest = predictor.lowest();
    float[] highest = predictor.highest();
    for (int i = 0; i < lowest.length; i++) {
      String name = predictor.featureNames().get(i);
      int known = schema.names().indexOf(name);
      ObjectNode feature = list.addObject();
      feature.put("name", name);
      feature.put("unit", known < 0 ? "" : schema.units().get(known));
      feature.put("lowest", lowest[i]);
      feature.put("highest", highest[i]);
    }
  }

  static KernelPredictor read(KernelFamily family, JsonFields root, TreeEnsemble trees) {
    List<JsonFields> features = root.objects("features");
    List<String> names = new ArrayList<>();
    float[] lowest = new float[features.size()];
    float[] highest = new float[features.size()];
    for (int i = 0; i < lowest.length; i++) {
      names.add(features.get(i).text("name"));
      lowest[i] = (float) features.get(i).number("lowest");
      highest[i] = (float) features.get(i).number("highest");
    }
    JsonFields accuracy = root.object("accuracy");
    return new KernelPredictor(
        family,
        names,
        trees,
        lowest,
        highest,
        root.number("relativeSigma"),
        root.flag("beatsGeneric"),
        new KernelAccuracy(
            accuracy.smallInteger("testSamples"),
            accuracy.number("within5Percent"),
            accuracy.number("within10Percent"),
            accuracy.number("rmspePercent"),
            accuracy.number("genericWithin10Percent")),
        new KernelPredictor.Training(
            root.text("learner"),
            root.smallInteger("samples"),
            root.flag("converged"),
            root.text("convergenceNote")));
  }
}
