package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.Eligibility;
import dev.meterfarm.coordinator.store.FailedAttempt;
import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.Holder;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.Lease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The grant of one job. */
final class Grants {
  private static final String GRANTABLE =
      "SELECT j.target, j.epoch, j.attempt, j.allowed_ms, s.spec, j.only_on, j.kind,"
          + " j.released_epoch, j.ready_ms FROM job j"
          + " JOIN job_spec s ON s.job = j.id JOIN campaign c ON c.id = j.campaign"
          + " WHERE j.id = ? AND j.state = 'READY' AND c.state = 'RUNNING'";

  private Grants() {}

  private record Candidate(
      String target,
      long epoch,
      int attempt,
      long allowedMillis,
      String spec,
      Optional<String> onlyOn,
      JobKind kind,
      long releasedEpoch,
      Optional<Long> readyMillis) {
    static Candidate read(ResultSet row) throws SQLException {
      return new Candidate(
          row.getString(1),
          row.getLong(2),
          row.getInt(3),
          row.getLong(4),
          row.getString(5),
          Optional.ofNullable(row.getString(6)),
          JobKind.valueOf(row.getString(7)),
          row.getLong(8),
          Optional.ofNullable(row.getObject(9)).map(of -> ((Number) of).longValue()));
    }

    /** Whether the job may run on this device, as far as the job is concerned. */
    boolean fits(DeviceId device, Eligibility eligible) {
      return onlyOn.map(device.value()::equals).orElse(true)
          && (kind == JobKind.REFERENCE || !eligible.referenceRunsOnly());
    }
  }

  /** The specification is parsed after the transaction, so that the writer goes on meanwhile. */
  record Reply(
      GrantReply.Verdict verdict,
      String spec,
      long epoch,
      int attempt,
      Duration left,
      Optional<Duration> waited) {
    static Reply refused(GrantReply.Verdict verdict) {
      return new Reply(verdict, "", 0, 0, Duration.ZERO, Optional.empty());
    }

    GrantReply toReply(JobId job, DeviceId device) {
      return verdict == GrantReply.Verdict.GRANTED
          ? GrantReply.granted(
              new Lease(job, RowJson.read(spec, JobSpec.class), device, epoch, attempt, left),
              waited)
          : GrantReply.refused(verdict);
    }
  }

  static Reply grant(
      Session session, JobId job, Holder holder, Eligibility eligible, LeaseTerms terms, long now)
      throws SQLException {
    Optional<Candidate> ready =
        session
            .first(
                GRANTABLE + session.dialect().lockingWhatIsFree("j"), Candidate::read, job.value())
            .filter(candidate -> holder.targets().contains(candidate.target()));
    if (ready.isEmpty()) {
      return Reply.refused(GrantReply.Verdict.JOB_GONE);
    }
    if (!ready.get().fits(holder.device(), eligible)
        || (ready.get().attempt() > 0
            && othersShouldTry(session, job, ready.get(), holder.device(), eligible))) {
      return Reply.refused(GrantReply.Verdict.NOT_HERE);
    }
    long deadline = now + terms.margin().toMillis() + ready.get().allowedMillis();
    long until = Math.min(now + terms.lease().toMillis(), deadline);
    if (!DeviceHolds.tryTake(session, holder, until + terms.deviceGrace().toMillis(), now)) {
      return Reply.refused(GrantReply.Verdict.DEVICE_HELD);
    }
    if (DeviceHolds.liveLeases(session, holder, now) >= terms.jobsPerDevice()) {
      return Reply.refused(GrantReply.Verdict.DEVICE_FULL);
    }
    return lend(session, job, ready.get(), holder, new Term(now, until, deadline));
  }

  /** Whether the job failed on this device, and there is another one where it has not. */
  private static boolean othersShouldTry(
      Session session, JobId job, Candidate ready, DeviceId device, Eligibility eligible)
      throws SQLException {
    if (ready.onlyOn().isPresent() || eligible.others().isEmpty()) {
      return false;
    }
    Set<DeviceId> failedOn = new HashSet<>();
    for (FailedAttempt failure : Attempts.failures(session, job, ready.releasedEpoch())) {
      if (failure.code().type() == ErrorType.DEVICE) {
        failure.device().ifPresent(failedOn::add);
      }
    }
    return failedOn.contains(device) && !failedOn.containsAll(eligible.others());
  }

  private record Term(long now, long until, long deadline) {}

  private static Reply lend(Session session, JobId job, Candidate ready, Holder holder, Term term)
      throws SQLException {
    long epoch = ready.epoch() + 1;
    int attempt = ready.attempt() + 1;
    session.update(
        "UPDATE job SET state = 'LEASED', epoch = ?, attempt = ?, agent = ?, session = ?,"
            + " device = ?, not_before_ms = NULL, lease_until_ms = ?, deadline_ms = ?"
            + " WHERE id = ? AND state = 'READY' AND epoch = ?",
        epoch,
        attempt,
        holder.agent(),
        holder.session(),
        holder.device().value(),
        term.until(),
        term.deadline(),
        job.value(),
        ready.epoch());
    session.update(
        "INSERT INTO attempt (job, epoch, attempt, agent, session, device, granted_ms)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        job.value(),
        epoch,
        attempt,
        holder.agent(),
        holder.session(),
        holder.device().value(),
        term.now());
    return new Reply(
        GrantReply.Verdict.GRANTED,
        ready.spec(),
        epoch,
        attempt,
        Duration.ofMillis(term.until() - term.now()),
        ready.readyMillis().map(since -> Duration.ofMillis(Math.max(0, term.now() - since))));
  }
}
