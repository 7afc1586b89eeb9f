package dev.meterfarm.graph;

/**
 * A model file or document that cannot be read. The message names the file, says what is wrong with
 * it and what to do.
 */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the model of this name. */
  public ModelFormatException(String model, String problem) {
    super("cannot read model '" + model + "': " + problem);
  }

  /** What is wrong with the model of this name, and what it was noticed by. */
  public ModelFormatException(String model, String problem, Throwable cause) {
    super("cannot read model '" + model + "': " + problem, cause);
  }
}
