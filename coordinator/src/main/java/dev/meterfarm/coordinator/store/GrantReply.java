package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.lease.Lease;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a request for one job.
 *
 * @param lease present if and only if it was granted
 * @param waited how long the job was ready before; empty where that is not known
 */
public record GrantReply(Verdict verdict, Optional<Lease> lease, Optional<Duration> waited) {
  /** What became of the request. */
  public enum Verdict {
    GRANTED,
    /** Others were faster, it is not wanted any more, or the device does not serve its target. */
    JOB_GONE,
    /** It is meant for another device, or failed here and another device is there. */
    NOT_HERE,
    /** Another agent, or another life of this one, may still be running something there. */
    DEVICE_HELD,
    /** The device has as many jobs as it may have. */
    DEVICE_FULL
  }

  public GrantReply {
    if (lease.isPresent() != (verdict == Verdict.GRANTED)) {
      throw new IllegalArgumentException("a lease comes with GRANTED and with nothing else");
    }
  }

  public static GrantReply granted(Lease lease, Optional<Duration> waited) {
    return new GrantReply(Verdict.GRANTED, Optional.of(lease), waited);
  }

  public static GrantReply refused(Verdict verdict) {
    return new GrantReply(verdict, Optional.empty(), Optional.empty());
  }
}
