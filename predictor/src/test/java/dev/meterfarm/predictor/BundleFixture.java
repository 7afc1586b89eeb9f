package dev.meterfarm.predictor;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.bundle.BundleWriter;
import dev.meterfarm.predictor.bundle.Manifest;
import dev.meterfarm.predictor.bundle.SmallBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bundle of an older version that must load for ever, with what it predicted then. Run {@link
 * #main} only to add the fixture of a new schema version, never to change an old one.
 */
final class BundleFixture {
  private BundleFixture() {}

  static String bundle(int schema) {
    return "/bundles/schema-" + schema + ".zip";
  }

  static String predictions(int schema) {
    return "/bundles/schema-" + schema + "-predictions.json";
  }

  /** The networks that the fixture's predictions are about. */
  static List<Graph> networks() {
    return List.of(SmallNetworks.residual(16), SmallNetworks.residual(41), SmallNetworks.strange());
  }

  /** Predictions as JSON. */
  static byte[] predictions(Predictor predictor) {
    PredictionJson json = new PredictionJson();
    for (Graph network : networks()) {
      json.add(network.name(), predictor.predict(network));
    }
    return json.bytes();
  }

  /** Writes the fixture into the folder of test resources that is the only argument. */
  public static void main(String[] args) throws IOException {
    Path resources = Path.of(args[0]);
    int schema = Manifest.SCHEMA_VERSION;
    Path bundle = resources.resolve(bundle(schema).substring(1));
    BundleWriter.write(SmallBundle.bundle(), SmallBundle.extraFiles(), bundle);
    Files.write(
        resources.resolve(predictions(schema).substring(1)), predictions(Predictor.load(bundle)));
  }
}
