package dev.meterfarm.coordinator.registry;

/**
 * Where a device stands. The words are the same in the ledger, the API, the console and metrics.
 * {@link DeviceRecord} has the diagram.
 */
public enum DeviceState {
  /** Known, but nothing has been measured on it yet. Works. */
  NEW,
  /** Works. */
  GOOD,
  /** Failed several jobs, or slowed down: the next thing that it gets is a reference run. */
  SUSPECT,
  /** Failed a reference run, or was put here by a person; gets nothing until it is released. */
  QUARANTINED,
  /** A person works on it, until a given time. */
  MAINTENANCE,
  /** A person took it out for good. */
  RETIRED,
  /** Two agents claim it; gets nothing until one of them gives up. */
  CONFLICT;

  /** Whether campaigns may measure on it. */
  public boolean takesJobs() {
    return this == NEW || this == GOOD;
  }

  /** Whether it may prove itself by a reference run. */
  public boolean takesReferenceRuns() {
    return takesJobs() || this == SUSPECT;
  }
}
