package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.job.JobId;
import java.util.Set;

/**
 * What becomes of an agent's leases; those not named here are renewed.
 *
 * @param revoked jobs that it does not hold any more: give up, say nothing
 * @param cancelled those among them that nobody wants any more
 */
public record SyncReply(Set<JobId> revoked, Set<JobId> cancelled) {
  public SyncReply {
    revoked = Set.copyOf(revoked);
    cancelled = Set.copyOf(cancelled);
  }
}
