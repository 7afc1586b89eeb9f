package dev.meterfarm.predictor.trees;

import java.io.IOException;

/** A stream holds no ONNX forest that this version can read. */
public final class OnnxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, in words. */
  public OnnxFormatException(String message) {
    super(message);
  }

  /** What is wrong, in words, and what showed it. */
  public OnnxFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
