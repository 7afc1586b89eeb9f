package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of the jobs that are held, and gives up what the coordinator wants back, or
 * what has run out by our own clock because no renewal got through. Two threads of its own, which
 * end when the loop stops.
 */
final class LeaseKeeper {
  /** The loop that holds the jobs. */
  interface Holder {
    /** What each device is doing. */
    Map<DeviceId, DeviceActivity> activities();

    /** How often to renew. */
    Duration interval();

    /** The coordinator has forgotten us. */
    void sessionUnknown();

    /** The coordinator wants nothing more to do with us. */
    void refused(FarmException why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final Duration FENCE_INTERVAL = Duration.ofMillis(50);

  private final AgentSession session;
  private final CoordinatorLink link;
  private final AgentClock clock;
  private final Map<JobId, HeldJob> held;
  private final Holder holder;
  private final CountDownLatch stopped;

  /**
   * A keeper that does not work yet.
   *
   * @param held what is held; may change at any time
   * @param stopped ends the threads when it opens
   */
  LeaseKeeper(
      AgentSession session,
      CoordinatorLink link,
      AgentClock clock,
      Map<JobId, HeldJob> held,
      Holder holder,
      CountDownLatch stopped) {
    this.session = session;
    this.link = link;
    this.clock = clock;
    this.held = held;
    this.holder = holder;
    this.stopped = stopped;
  }

  /** Begins; once. */
  void start() {
    new Thread(this::sync, "agent-sync").start();
    new Thread(this::fence, "agent-fence").start();
  }

  private void sync() {
    try {
      while (!stopped.await(holder.interval().toNanos(), TimeUnit.NANOSECONDS)) {
        syncOnce();
      }
    } catch (InterruptedException e) {
      LOG.debug("Agent {} was told to stop while it renewed its leases", session);
    }
  }

  private void syncOnce() {
    List<HeldJob> jobs = List.copyOf(held.values());
    long asked = clock.nanoTime();
    try {
      Set<HeldLease> leases = jobs.stream().map(HeldJob::name).collect(Collectors.toSet());
      SyncReply reply =
          link.sync(
              session, new SyncRequest(leases, holder.activities(), Optional.of(clock.now())));
      for (HeldJob job : jobs) {
        if (reply.revoked().contains(job.lease().job())) {
          LOG.info(
              "Job {} is given up: {}",
              job.lease().job(),
              reply.cancelled().contains(job.lease().job())
                  ? "nobody wants it any more"
                  : "the coordinator wants it back");
          job.giveUp();
        } else {
          job.renewed(asked);
        }
      }
    } catch (FarmException e) {
      switch (e.code()) {
        case SESSION_UNKNOWN -> holder.sessionUnknown();
        case NOT_AUTHENTICATED, NOT_ALLOWED, CONFLICT -> holder.refused(e);
        default -> LOG.warn("Leases of agent {} could not be renewed: {}", session, e.getMessage());
      }
    } catch (RuntimeException e) {
      // Whatever it was: leases that are not renewed run out.
      LOG.warn("Leases of agent {} could not be renewed: {}", session, e.toString());
    }
  }

  /** Watches our own clock apart from the link, whose calls may hang. */
  private void fence() {
    try {
      while (!stopped.await(FENCE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        long now = clock.nanoTime();
        for (HeldJob job : held.values()) {
          if (job.isOverdue(now) && job.giveUp()) {
            LOG.warn("Job {} is given up: its lease ran out", job.lease().job());
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Agent {} was told to stop while it watched its leases", session);
    }
  }
}
