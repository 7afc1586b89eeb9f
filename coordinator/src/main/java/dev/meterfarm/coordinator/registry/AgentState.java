package dev.meterfarm.coordinator.registry;

/**
 * Where an agent stands. The words are the same in the ledger, the API, the console and metrics.
 * {@link AgentRecord} has the diagram.
 */
public enum AgentState {
  /** Asks for work and gets it. */
  ACTIVE,
  /** Finishes what it has and gets nothing new, until a given time. */
  DRAINING,
  /** Has not been heard of for too long. */
  LOST,
  /** A person shut it out. */
  DISABLED
}
