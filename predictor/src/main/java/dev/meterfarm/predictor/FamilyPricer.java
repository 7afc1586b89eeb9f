package dev.meterfarm.predictor;

import dev.meterfarm.predictor.bundle.BundleException;
import dev.meterfarm.predictor.bundle.GenericModel;
import dev.meterfarm.predictor.bundle.KernelPredictor;
import dev.meterfarm.predictor.features.FeatureSchema;
import java.util.List;

/** Prices kernels of one family by its trees. Immutable and thread-safe. */
final class FamilyPricer {
  private final KernelPredictor predictor;
  private final int[] columns;
  private final double relativeSigma;

  /**
   * A pricer.
   *
   * @throws BundleException if the trees want a feature that this version does not compute
   */
  FamilyPricer(KernelPredictor predictor, GenericModel generic) throws BundleException {
    this.predictor = predictor;
    List<String> known = FeatureSchema.of(predictor.family()).names();
    this.columns = new int[predictor.featureNames().size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = known.indexOf(predictor.featureNames().get(i));
      if (columns[i] < 0) {
        throw new BundleException(
            "the trees of kernel family "
                + predictor.family().word()
                + " want the feature '"
                + predictor.featureNames().get(i)
                + "', which this version does not compute; use the version that wrote the bundle,"
                + " or export it again (coordinator retrain)");
      }
    }
    // An unknown error is taken to be as large as that of the model that knows least.
    this.relativeSigma =
        Double.isNaN(predictor.relativeSigma())
            ? generic.relativeSigma()
            : predictor.relativeSigma();
  }

  double relativeSigma() {
    return relativeSigma;
  }

  /** A row of all features of the family as the row that the trees want. */
  float[] row(float[] features) {
    float[] row = new float[columns.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = features[columns[i]];
    }
    return row;
  }

  boolean covers(float[] row) {
    return predictor.covers(row);
  }

  boolean isUsed() {
    return predictor.beatsGeneric();
  }

  /** Latencies in ns; at least 1, because no kernel is free. */
  double[] nanos(float[][] rows, double[] rooflineNanos) {
    double[] logs = new double[rows.length];
    predictor.trees().predict(rows, logs);
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.max(1, Math.exp(logs[i]) * rooflineNanos[i]);
    }
    return logs;
  }
}
