package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.FailedAttempt;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The end of an attempt without a result: reported by its agent, or found by the sweep. */
final class Attempts {
  /** A leased job whose attempt is to end. */
  record Running(
      JobId job,
      String target,
      String agent,
      String device,
      long epoch,
      int attempt,
      int maxAttempts,
      long releasedEpoch) {
    static final String COLUMNS =
        "id, target, agent, device, epoch, attempt, max_attempts, released_epoch";

    static Running read(ResultSet row) throws SQLException {
      return new Running(
          new JobId(row.getLong(1)),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getLong(5),
          row.getInt(6),
          row.getInt(7),
          row.getLong(8));
    }
  }

  /** Why and how an attempt ended. */
  record End(String outcome, ErrorCode code, String message, long atMillis) {}

  private Attempts() {}

  static JobFailure end(Session session, Running running, End end, RetryRule rule)
      throws SQLException {
    session.update(
        "UPDATE attempt SET outcome = ?, error_code = ?, message = ?, ended_ms = ?"
            + " WHERE job = ? AND epoch = ?",
        end.outcome(),
        end.code().name(),
        end.message(),
        end.atMillis(),
        running.job().value(),
        running.epoch());
    Optional<Duration> delay =
        rule.retryAfter(
            failures(session, running.job(), running.releasedEpoch()), running.maxAttempts());
    JobState next = delay.isPresent() ? JobState.BACKOFF : JobState.POISON;
    session.update(
        "UPDATE job SET state = ?, not_before_ms = ?, lease_until_ms = NULL, deadline_ms = NULL"
            + " WHERE id = ? AND state = 'LEASED' AND epoch = ?",
        next.name(),
        delay.map(wait -> end.atMillis() + wait.toMillis()).orElse(null),
        running.job().value(),
        running.epoch());
    return new JobFailure(
        running.job(),
        running.target(),
        next,
        running.agent(),
        new DeviceId(running.device()),
        end.code(),
        end.message(),
        running.attempt());
  }

  /** The failed attempts at a job since its last release, the latest last. */
  static List<FailedAttempt> failures(Session session, JobId job, long releasedEpoch)
      throws SQLException {
    return session.list(
        "SELECT a.error_code, a.device, EXISTS (SELECT 1 FROM attempt o WHERE o.device = a.device"
            + " AND o.ended_ms >= a.ended_ms AND o.outcome = 'RESULT' AND o.job <> a.job)"
            + " FROM attempt a WHERE a.job = ? AND a.epoch > ?"
            + " AND a.outcome IN ('FAILED', 'LOST') ORDER BY a.epoch",
        row ->
            new FailedAttempt(
                ErrorCode.valueOf(row.getString(1)),
                Optional.ofNullable(row.getString(2)).map(DeviceId::new),
                row.getBoolean(3)),
        job.value(),
        releasedEpoch);
  }
}
