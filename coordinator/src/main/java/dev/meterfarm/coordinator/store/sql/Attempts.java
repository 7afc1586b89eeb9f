package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.RetryRule;
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
      String device,
      long epoch,
      int attempt,
      int maxAttempts,
      long releasedEpoch) {
    static final String COLUMNS =
        "id, target, device, epoch, attempt, max_attempts, released_epoch";

    static Running read(ResultSet row) throws SQLException {
      return new Running(
          new JobId(row.getLong(1)),
          row.getString(2),
          row.getString(3),
          row.getLong(4),
          row.getInt(5),
          row.getInt(6),
          row.getLong(7));
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
    List<ErrorCode> failures =
        session.list(
            "SELECT error_code FROM attempt WHERE job = ? AND epoch > ?"
                + " AND outcome IN ('FAILED', 'LOST') ORDER BY epoch",
            row -> ErrorCode.valueOf(row.getString(1)),
            running.job().value(),
            running.releasedEpoch());
    Optional<Duration> delay = rule.retryAfter(failures, running.maxAttempts());
    JobState next = delay.isPresent() ? JobState.BACKOFF : JobState.POISON;
    session.update(
        "UPDATE job SET state = ?, not_before_ms = ?, lease_until_ms = NULL, deadline_ms = NULL"
            + " WHERE id = ? AND state = 'LEASED' AND epoch = ?",
        next.name(),
        delay.map(wait -> end.atMillis() + wait.toMillis()).orElse(null),
        running.job().value(),
        running.epoch());
    return new JobFailure(
        running.job(), running.target(), next, end.code(), end.message(), running.attempt());
  }
}
