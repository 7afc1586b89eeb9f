package dev.meterfarm.agent.benchmarkmodel;

import java.util.List;

/**
 * One run of the tool within a job.
 *
 * @param kind what it is for
 * @param model index of the model of the job, or of the reference model
 * @param flags everything but the model's file
 */
public record Visit(Kind kind, int model, List<String> flags) {
  /** What a run of the tool is for. */
  public enum Kind {
    /** Finds out how long a run takes, where a plan limits their number. */
    SIZING,
    /** A visit to a reference model. */
    REFERENCE,
    /** A visit of a round: what counts. */
    ROUND,
    /** Asks for the executed ops; its times count for nothing. */
    PROFILE
  }

  public Visit {
    flags = List.copyOf(flags);
  }

  public boolean isReference() {
    return kind == Kind.REFERENCE;
  }
}
