package dev.meterfarm.predictor.trees;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The portable form of a {@link TreeEnsemble}: an ONNX model with one {@code TreeEnsembleRegressor}
 * node. Stateless and thread-safe.
 *
 * <p>Input {@code features} is float {@code [rows, features]}, output {@code prediction} is float
 * {@code [rows, 1]}. IR version 4 and operator sets 9 and {@code ai.onnx.ml} 1, which every
 * onnxruntime of the last years reads. The names of the features are in the metadata under {@code
 * feature_names}, joined by commas.
 */
public final class OnnxForest {
  private OnnxForest() {}

  /**
   * Writes an ensemble. Equal ensembles give equal bytes.
   *
   * @param featureNames one name for each feature, without commas
   * @param out is not closed
   */
  public static void write(TreeEnsemble ensemble, List<String> featureNames, OutputStream out)
      throws IOException {
    if (featureNames.size() != ensemble.features()) {
      throw new IllegalArgumentException(
          featureNames.size() + " names for " + ensemble.features() + " features");
    }
    OnnxModelWriter.model(ensemble, featureNames).writeTo(out);
  }

  /**
   * Reads an ensemble that {@link #write} wrote, or any {@code TreeEnsembleRegressor} with one
   * target and {@code BRANCH_LT} splits.
   *
   * @param in is read to its end and not closed
   * @throws IOException if the stream cannot be read
   * @throws OnnxFormatException if it holds anything else
   */
  public static TreeEnsemble read(InputStream in) throws IOException {
    OnnxMl.ModelProto model;
    try {
      model = OnnxMl.ModelProto.parseFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxFormatException("not an ONNX file: " + e.getMessage(), e);
    }
    return OnnxModelReader.read(model);
  }
}
