package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

final class SqlJobLedger implements JobLedger {
  private final Database database;
  private final Clock clock;

  SqlJobLedger(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public GrantReply grant(JobId job, Holder holder, Eligibility eligible, LeaseTerms terms) {
    return database
        .write(session -> Grants.grant(session, job, holder, eligible, terms, clock.millis()))
        .toReply(job, holder.device());
  }

  @Override
  public Set<JobId> renew(AgentSession from, Set<HeldLease> held, LeaseTerms terms) {
    if (held.isEmpty()) {
      return Set.of();
    }
    List<HeldLease> sorted =
        held.stream().sorted(Comparator.comparingLong(lease -> lease.job().value())).toList();
    return database.write(
        session -> {
          Set<JobId> lost = new LinkedHashSet<>();
          long now = clock.millis();
          long until = now + terms.lease().toMillis();
          for (HeldLease lease : sorted) {
            int renewed =
                session.update(
                    "UPDATE job SET lease_until_ms ="
                        + " CASE WHEN deadline_ms < ? THEN deadline_ms ELSE ? END"
                        + " WHERE id = ? AND epoch = ? AND agent = ? AND session = ?"
                        + " AND state = 'LEASED' AND deadline_ms > ?"
                        + DeviceHolds.STILL_HELD,
                    until,
                    until,
                    lease.job().value(),
                    lease.epoch(),
                    from.agent(),
                    from.session(),
                    now);
            if (renewed == 0) {
              lost.add(lease.job());
            }
          }
          DeviceHolds.prolong(session, from, terms, now);
          return lost;
        });
  }

  @Override
  public ResultReply accept(String agent, JobResult result) {
    ResultRows rows = new ResultRows(result);
    return database.write(session -> ResultIntake.accept(session, agent, rows, clock.millis()));
  }

  @Override
  public Optional<JobFailure> fail(
      AgentSession from, HeldLease lease, ErrorCode code, String message, RetryRule rule) {
    return database.write(
        session -> {
          session.dialect().lock(session, lease.job());
          Optional<Attempts.Running> running =
              session.first(
                  "SELECT "
                      + Attempts.Running.COLUMNS
                      + " FROM job WHERE id = ? AND epoch = ? AND agent = ? AND session = ?"
                      + " AND state = 'LEASED'",
                  Attempts.Running::read,
                  lease.job().value(),
                  lease.epoch(),
                  from.agent(),
                  from.session());
          if (running.isEmpty()) {
            return Optional.empty();
          }
          Attempts.End end = new Attempts.End("FAILED", code, message, clock.millis());
          JobFailure failure = Attempts.end(session, running.get(), end, rule);
          DeviceHolds.freeIfIdle(session, from, running.get().device(), end.atMillis());
          return Optional.of(failure);
        });
  }

  @Override
  public List<JobFailure> over(AgentSession former, DeviceId device, RetryRule rule) {
    return database.write(
        session -> {
          List<Attempts.Running> left =
              session.list(
                  "SELECT "
                      + Attempts.Running.COLUMNS
                      + " FROM job WHERE state = 'LEASED' AND device = ? AND agent = ?"
                      + " AND session = ? ORDER BY id"
                      + session.dialect().locking(),
                  Attempts.Running::read,
                  device.value(),
                  former.agent(),
                  former.session());
          Attempts.End end =
              new Attempts.End(
                  "LOST",
                  ErrorCode.LINK_FAILED,
                  "agent " + former.agent() + " started anew",
                  clock.millis());
          List<JobFailure> failures = new ArrayList<>();
          for (Attempts.Running running : left) {
            failures.add(Attempts.end(session, running, end, rule));
          }
          DeviceHolds.free(session, former, device.value());
          return failures;
        });
  }
}
