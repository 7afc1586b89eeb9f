package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobLedger;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

final class SqlJobLedger implements JobLedger {
  private static final String GRANTABLE =
      "SELECT j.target, j.epoch, j.attempt, j.allowed_ms, s.spec FROM job j"
          + " JOIN job_spec s ON s.job = j.id JOIN campaign c ON c.id = j.campaign"
          + " WHERE j.id = ? AND j.state = 'READY' AND c.state = 'RUNNING'";

  private final Writer writer;
  private final Clock clock;

  SqlJobLedger(Writer writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public Optional<Lease> grant(JobId job, String agent, Set<String> targets, LeaseTerms terms) {
    return writer
        .write(
            session -> {
              Optional<Candidate> ready =
                  session
                      .first(GRANTABLE, Candidate::read, job.value())
                      .filter(candidate -> targets.contains(candidate.target()));
              return ready.isPresent()
                  ? Optional.of(grant(session, job, ready.get(), agent, terms))
                  : Optional.<Granted>empty();
            })
        .map(granted -> granted.toLease(job));
  }

  private record Candidate(
      String target, long epoch, int attempt, long allowedMillis, String spec) {
    static Candidate read(ResultSet row) throws SQLException {
      return new Candidate(
          row.getString(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getString(5));
    }
  }

  /** The specification is parsed after the transaction, so that the writer goes on meanwhile. */
  private record Granted(String spec, long epoch, int attempt, Duration remaining) {
    Lease toLease(JobId job) {
      return new Lease(job, RowJson.read(spec, JobSpec.class), epoch, attempt, remaining);
    }
  }

  private Granted grant(Session session, JobId job, Candidate ready, String agent, LeaseTerms terms)
      throws SQLException {
    long now = clock.millis();
    long deadline = now + terms.margin().toMillis() + ready.allowedMillis();
    long until = Math.min(now + terms.lease().toMillis(), deadline);
    long epoch = ready.epoch() + 1;
    int attempt = ready.attempt() + 1;
    session.update(
        "UPDATE job SET state = 'LEASED', epoch = ?, attempt = ?, agent = ?, device = NULL,"
            + " not_before_ms = NULL, lease_until_ms = ?, deadline_ms = ?"
            + " WHERE id = ? AND state = 'READY' AND epoch = ?",
        epoch,
        attempt,
        agent,
        until,
        deadline,
        job.value(),
        ready.epoch());
    session.update(
        "INSERT INTO attempt (job, epoch, attempt, agent, granted_ms) VALUES (?, ?, ?, ?, ?)",
        job.value(),
        epoch,
        attempt,
        agent,
        now);
    return new Granted(ready.spec(), epoch, attempt, Duration.ofMillis(until - now));
  }

  @Override
  public Set<JobId> renew(String agent, Set<JobId> held, LeaseTerms terms) {
    if (held.isEmpty()) {
      return Set.of();
    }
    return writer.write(
        session -> {
          Set<JobId> lost = new LinkedHashSet<>();
          long now = clock.millis();
          long until = now + terms.lease().toMillis();
          for (JobId job : held) {
            int renewed =
                session.update(
                    "UPDATE job SET lease_until_ms ="
                        + " CASE WHEN deadline_ms < ? THEN deadline_ms ELSE ? END"
                        + " WHERE id = ? AND agent = ? AND state = 'LEASED' AND deadline_ms > ?",
                    until,
                    until,
                    job.value(),
                    agent,
                    now);
            if (renewed == 0) {
              lost.add(job);
            }
          }
          return lost;
        });
  }

  @Override
  public ResultReply accept(String agent, JobResult result) {
    return writer.write(
        session -> {
          Standing standing =
              session
                  .first(
                      "SELECT j.state, j.epoch, j.target, j.kind, j.visit, j.identity, a.outcome"
                          + " FROM job j"
                          + " LEFT JOIN attempt a ON a.job = j.id AND a.epoch = ?"
                          + " WHERE j.id = ?",
                      Standing::read,
                      result.epoch(),
                      result.job().value())
                  .orElseThrow(() -> unknown(result.job()));
          if ("RESULT".equals(standing.outcome())) {
            return ResultReply.REPEATED;
          }
          if (!standing.counts(result.epoch())) {
            keepApart(session, agent, result);
            return ResultReply.FENCED;
          }
          standing.requireSameModels(result);
          ResultRows.insert(session, result, standing.visit());
          finish(session, result);
          return ResultReply.ACCEPTED;
        });
  }

  /**
   * @param outcome of the attempt that the result belongs to; null while it runs
   */
  private record Standing(
      JobState state,
      long epoch,
      String target,
      String kind,
      int visit,
      String identity,
      String outcome) {
    static Standing read(ResultSet row) throws SQLException {
      return new Standing(
          JobState.valueOf(row.getString(1)),
          row.getLong(2),
          row.getString(3),
          row.getString(4),
          row.getInt(5),
          row.getString(6),
          row.getString(7));
    }

    void requireSameModels(JobResult result) {
      if (!Identity.of(target, kind, visit, result).equals(identity)) {
        throw new FarmException(
            ErrorCode.INVALID_REQUEST,
            "the result of "
                + result.job()
                + " must have one outcome for each of its models, in their order");
      }
    }

    boolean counts(long resultEpoch) {
      if (resultEpoch != epoch) {
        return false;
      }
      return switch (state) {
        case LEASED -> true;
        case READY, BACKOFF -> "LOST".equals(outcome);
        case PENDING, DONE, POISON, CANCELLED -> false;
      };
    }
  }

  private void finish(Session session, JobResult result) throws SQLException {
    session.update(
        "UPDATE job SET state = 'DONE', device = ?, not_before_ms = NULL, lease_until_ms = NULL,"
            + " deadline_ms = NULL WHERE id = ? AND epoch = ?",
        result.device().value(),
        result.job().value(),
        result.epoch());
    session.update(
        "UPDATE attempt SET outcome = 'RESULT', error_code = NULL, message = NULL, device = ?,"
            + " ended_ms = ?, started_ms = ?, elapsed_ns = ? WHERE job = ? AND epoch = ?",
        result.device().value(),
        clock.millis(),
        result.started().toEpochMilli(),
        result.elapsed().toNanos(),
        result.job().value(),
        result.epoch());
  }

  private void keepApart(Session session, String agent, JobResult result) throws SQLException {
    session.update(
        "INSERT INTO late_result (job, epoch, agent, received_ms, result) VALUES (?, ?, ?, ?, ?)",
        result.job().value(),
        result.epoch(),
        agent,
        clock.millis(),
        RowJson.write(result));
  }

  @Override
  public Optional<JobFailure> fail(
      String agent, JobId job, long epoch, ErrorCode code, String message, RetryRule rule) {
    return writer.write(
        session -> {
          Optional<Attempts.Running> running =
              session.first(
                  "SELECT "
                      + Attempts.Running.COLUMNS
                      + " FROM job WHERE id = ? AND epoch = ? AND agent = ? AND state = 'LEASED'",
                  Attempts.Running::read,
                  job.value(),
                  epoch,
                  agent);
          if (running.isEmpty()) {
            return Optional.empty();
          }
          Attempts.End end = new Attempts.End("FAILED", code, message, clock.millis());
          return Optional.of(Attempts.end(session, running.get(), end, rule));
        });
  }

  private static FarmException unknown(JobId job) {
    return new FarmException(ErrorCode.INVALID_REQUEST, "there is no " + job + " in this ledger");
  }
}
