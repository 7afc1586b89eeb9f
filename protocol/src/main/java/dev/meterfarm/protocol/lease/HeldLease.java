package dev.meterfarm.protocol.lease;

import dev.meterfarm.protocol.job.JobId;

/**
 * A lease as its agent names it.
 *
 * @param epoch the fencing token that came with the grant
 */
public record HeldLease(JobId job, long epoch) {}
