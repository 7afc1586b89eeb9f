package dev.meterfarm.coordinator.store;

/** Where a job stands. The words are the same in the ledger, the API, the console and metrics. */
public enum JobState {
  /** Could run, but its campaign is paused; ready when that goes on. */
  PENDING,
  /** Waits for an agent. */
  READY,
  /** An agent holds it. */
  LEASED,
  /** One result is accepted; final. */
  DONE,
  /** Failed, and will be ready again. */
  BACKOFF,
  /** Failed for good, with its evidence in the attempts; only a person can release it. */
  POISON,
  /** Not wanted any more; ready again when it is planned again. */
  CANCELLED;

  /** True if nothing happens to the job on its own any more. */
  public boolean isTerminal() {
    return this == DONE || this == POISON || this == CANCELLED;
  }
}
