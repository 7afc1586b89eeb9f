package dev.meterfarm.graph;

/** A graph that a file format, or our writer of it, cannot express. The message says which part. */
public final class UnwritableGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which part of the graph of this name cannot be written, and why. */
  public UnwritableGraphException(String graph, String problem) {
    super("cannot write graph '" + graph + "': " + problem);
  }

  /** Which part of the graph of this name cannot be written, and what it was noticed by. */
  public UnwritableGraphException(String graph, String problem, Throwable cause) {
    super("cannot write graph '" + graph + "': " + problem, cause);
  }
}
