package dev.meterfarm.protocol.lease;

import dev.meterfarm.protocol.job.JobId;
import java.util.Objects;

/**
 * A lease as its agent names it.
 *
 * @param epoch the fencing token that came with the grant
 */
public record HeldLease(JobId job, long epoch) {
  public HeldLease {
    Objects.requireNonNull(job, "job");
  }
}
