package dev.meterfarm.predictor;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.predictor.bundle.BundleWriter;
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
  static final String BUNDLE = "/bundles/schema-1.zip";
  static final String PREDICTIONS = "/bundles/schema-1-predictions.json";

  private BundleFixture() {}

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
    Path bundle = resources.resolve(BUNDLE.substring(1));
    BundleWriter.write(SmallBundle.bundle(), SmallBundle.extraFiles(), bundle);
    Files.write(resources.resolve(PREDICTIONS.substring(1)), predictions(Predictor.load(bundle)));
  }
}
