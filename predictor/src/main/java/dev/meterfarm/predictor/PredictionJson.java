package dev.meterfarm.predictor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.predictor.json.JsonDocument;

/**
 * Predictions of model files as a JSON array, one object for each file in the order added: {@code
 * {model, latencyMs, lowMs, highMs, contextMs, extrapolatedShare, uncoveredOps, kernels:[{type,
 * ops, latencyMs, source}]}}, or {@code {model, error}} for a file that failed. For one thread.
 */
public final class PredictionJson {
  private final ArrayNode models = JsonDocument.object().putArray("models");

  /** Adds a prediction. */
  public PredictionJson add(String model, Prediction prediction) {
    ObjectNode node = models.addObject();
    node.put("model", model);
    node.put("latencyMs", prediction.latencyMs());
    node.put("lowMs", prediction.lowMs());
    node.put("highMs", prediction.highMs());
    node.put("contextMs", prediction.contextMs());
    node.put("extrapolatedShare", prediction.extrapolatedShare());
    ArrayNode uncovered = node.putArray("uncoveredOps");
    prediction.uncoveredOps().forEach(uncovered::add);
    ArrayNode kernels = node.putArray("kernels");
    for (KernelPrediction kernel : prediction.kernels()) {
      ObjectNode one = kernels.addObject();
      one.put("type", kernel.type());
      ArrayNode ops = one.putArray("ops");
      kernel.ops().forEach(ops::add);
      one.put("latencyMs", kernel.latencyMs());
      one.put("source", kernel.source().word());
    }
    return this;
  }

  /** Adds a file that could not be predicted, with what is wrong with it. */
  public PredictionJson addError(String model, String error) {
    ObjectNode node = models.addObject();
    node.put("model", model);
    node.put("error", error);
    return this;
  }

  /** The array so far, indented, in UTF-8. */
  public byte[] bytes() {
    return JsonDocument.bytes(models);
  }
}
