package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a job for an idle device and has the ledger grant it: by the queue's hints, and in the
 * ledger where there are none. Losing a job to somebody else is normal. Safe for use from many
 * threads; nothing waits for work here.
 */
final class JobGrants {
  private static final Logger log = LoggerFactory.getLogger(JobGrants.class);
  private static final int CANDIDATES = 8;

  /**
   * One in so many requests looks for jobs that were left behind. A hint gets lost with a
   * coordinator that has just taken it, or is passed over by a device that its job is not for; in a
   * line that is never empty nobody else would come across that job. A prime, so that devices that
   * take turns do not always get the same one.
   */
  private static final int LOOKS = 61;

  /** After so many hints in vain the ledger is asked whether anything is ready in a line. */
  private static final int STALE_HINTS = 8;

  private final JobLedger ledger;
  private final LeaseSweep sweep;
  private final JobPlan plan;
  private final WorkQueue queue;
  private final FairShare fair;
  private final HealthWatch health;
  private final JobEvents events;
  private final LeaseTerms terms;
  private final Turns turns = new Turns();
  private final AtomicInteger requests = new AtomicInteger();
  private final LeftBehind leftBehind = new LeftBehind();

  JobGrants(
      LedgerPorts ports,
      WorkQueue queue,
      FairShare fair,
      HealthWatch health,
      JobEvents events,
      LeaseTerms terms) {
    this.ledger = ports.ledger();
    this.sweep = ports.sweep();
    this.plan = ports.plan();
    this.queue = queue;
    this.fair = fair;
    this.health = health;
    this.events = events;
    this.terms = terms;
  }

  /** One try, without waiting. */
  Optional<Lease> tryLease(AgentSession from, Map<DeviceId, Set<String>> idle) {
    IdleDevices devices = new IdleDevices(from, health.admitted(from, idle));
    if (requests.incrementAndGet() % LOOKS == 0) {
      Optional<Lease> left = grantLeftBehind(devices);
      if (left.isPresent()) {
        return left;
      }
    }
    Optional<Lease> hinted = grantHinted(devices);
    return hinted.isPresent() ? hinted : grantFromLedger(devices);
  }

  /** Completes when it is worth trying again. */
  CompletableFuture<Void> whenReady(AgentSession from, Map<DeviceId, Set<String>> idle) {
    return queue.whenReady(lanes(new IdleDevices(from, health.admitted(from, idle))));
  }

  /** What is meant for one of the devices alone first, then lane by lane, in a fair order. */
  private Optional<Lease> grantHinted(IdleDevices devices) {
    for (Holder holder : devices.free()) {
      Optional<Lease> lease =
          grantHinted(
              Lanes.name(holder.device()),
              holder.targets(),
              hint -> plan.find(hint).map(Ticket::of),
              () -> false,
              devices);
      if (lease.isPresent()) {
        return lease;
      }
    }
    for (String target : turns.order(devices.targets())) {
      for (Lane lane : fair.order(target)) {
        Optional<Lease> lease =
            grantHinted(
                Lanes.name(lane),
                Set.of(target),
                hint -> Optional.of(new Ticket(hint, lane, false)),
                () -> isDry(lane),
                devices);
        if (lease.isPresent()) {
          return lease;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantHinted(
      String lane,
      Set<String> targets,
      Function<JobId, Optional<Ticket>> tickets,
      BooleanSupplier isDry,
      IdleDevices devices) {
    int gone = 0;
    while (queue.mayHave(lane) && devices.servesAny(targets)) {
      Optional<JobId> hint = queue.poll(Set.of(lane));
      if (hint.isEmpty()) {
        break;
      }
      GrantReply reply =
          tickets
              .apply(hint.get())
              .map(ticket -> grant(ticket, devices))
              .orElseGet(() -> GrantReply.refused(GrantReply.Verdict.JOB_GONE));
      switch (reply.verdict()) {
        case GRANTED -> {
          return reply.lease();
        }
        case DEVICE_HELD, DEVICE_FULL ->
            queue.offer(lane, hint.get()); // the job is fine; others may have a device for it
        case JOB_GONE -> {
          if (++gone == STALE_HINTS && isDry.getAsBoolean()) {
            queue.clear(lane);
          }
        }
        case NOT_HERE -> {
          // A job that is not for these devices is found in the ledger by those that it is for.
        }
      }
    }
    return Optional.empty();
  }

  /** So it is when a campaign was paused or cancelled, and thousands of its hints are left. */
  private boolean isDry(Lane lane) {
    boolean dry = sweep.ready(lane, 1).isEmpty();
    if (dry) {
      fair.empty(lane);
    }
    return dry;
  }

  /** Jobs that have been first in their lane for a while, and those that are for one device. */
  private Optional<Lease> grantLeftBehind(IdleDevices devices) {
    return grantFromLedger(devices, lane -> leftBehind.among(lane, sweep.ready(lane, CANDIDATES)));
  }

  private Optional<Lease> grantFromLedger(IdleDevices devices) {
    return grantFromLedger(
        devices,
        lane -> {
          List<PlannedJob> ready = sweep.ready(lane, CANDIDATES);
          if (ready.isEmpty()) {
            fair.empty(lane);
          }
          return ready;
        });
  }

  private Optional<Lease> grantFromLedger(
      IdleDevices devices, Function<Lane, List<PlannedJob>> jobs) {
    if (devices.isEmpty()) {
      return Optional.empty();
    }
    Optional<Lease> own = grantFirst(sweep.readyOn(devices.ids(), CANDIDATES), devices);
    if (own.isPresent()) {
      return own;
    }
    for (String target : turns.order(devices.targets())) {
      for (Lane lane : fair.order(target)) {
        Optional<Lease> lease = grantFirst(jobs.apply(lane), devices);
        if (lease.isPresent()) {
          return lease;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Lease> grantFirst(List<PlannedJob> jobs, IdleDevices devices) {
    for (PlannedJob job : jobs) {
      GrantReply reply = grant(Ticket.of(job), devices);
      if (reply.lease().isPresent()) {
        return reply.lease();
      }
    }
    return Optional.empty();
  }

  /** Tries the devices that serve the target, until one gets the job or none is left. */
  private GrantReply grant(Ticket job, IdleDevices devices) {
    GrantReply reply = GrantReply.refused(GrantReply.Verdict.DEVICE_HELD);
    for (Holder holder : devices.serving(job.lane().target())) {
      if (!job.referenceRun() && !health.takesJobs(holder.device())) {
        reply = GrantReply.refused(GrantReply.Verdict.NOT_HERE);
        continue;
      }
      Eligibility eligible = health.eligibility(holder.device(), job.lane().target());
      reply = events.storing(() -> ledger.grant(job.id(), holder, eligible, terms));
      if (reply.lease().isEmpty()) {
        health.refused(reply.verdict());
      }
      switch (reply.verdict()) {
        case GRANTED -> {
          health.granted(job, reply.waited());
          log.atDebug()
              .addKeyValue("job", job.id().value())
              .addKeyValue("agent", holder.agent())
              .addKeyValue("device", holder.device())
              .log("granted");
          turns.took(job.lane().target());
          return reply;
        }
        case JOB_GONE -> {
          return reply;
        }
        case DEVICE_HELD, DEVICE_FULL -> devices.leaveOut(holder);
        case NOT_HERE -> {
          // Another device of this agent may do.
        }
      }
    }
    return reply;
  }

  private Set<String> lanes(IdleDevices devices) {
    Set<String> names = new HashSet<>();
    devices.ids().forEach(device -> names.add(Lanes.name(device)));
    devices
        .targets()
        .forEach(target -> fair.order(target).forEach(lane -> names.add(Lanes.name(lane))));
    return names;
  }
}
