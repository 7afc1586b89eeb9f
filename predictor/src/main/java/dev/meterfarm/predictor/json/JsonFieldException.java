package dev.meterfarm.predictor.json;

/** A JSON document lacks a field, or a field is not what it must be; the message has its path. */
public final class JsonFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Which field, and what is wrong with it. */
  public JsonFieldException(String message) {
    super(message);
  }

  /** Which field, and what is wrong with it. */
  public JsonFieldException(String message, Throwable cause) {
    super(message, cause);
  }
}
