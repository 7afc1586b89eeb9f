package dev.meterfarm.coordinator.learning;

/** How much a training may cost. */
public enum Effort {
  /** Between rounds: about a quarter of the time, a point or two worse. */
  ROUND,
  /** For the bundle. */
  FINAL
}
