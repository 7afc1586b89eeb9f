package dev.meterfarm.protocol.job;

/** Identity of a job in the ledger. */
public record JobId(long value) {
  @Override
  public String toString() {
    return "job-" + value;
  }
}
