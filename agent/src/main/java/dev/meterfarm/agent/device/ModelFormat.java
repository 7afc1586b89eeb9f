package dev.meterfarm.agent.device;

/** The form in which a driver wants models. */
public enum ModelFormat {
  /** A {@code .tflite} file. */
  TFLITE_FILE,
  /** The graph itself. */
  GRAPH
}
