package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The acceptance of one result. */
final class ResultIntake {
  private static final String STANDING =
      "SELECT j.state, j.epoch, j.target, j.kind, j.visit, j.identity, a.outcome, a.agent,"
          + " a.session, a.device FROM job j"
          + " LEFT JOIN attempt a ON a.job = j.id AND a.epoch = ? WHERE j.id = ?";

  private ResultIntake() {}

  static ResultReply accept(Session session, String agent, ResultRows rows, long now)
      throws SQLException {
    JobResult result = rows.result();
    session.dialect().lock(session, result.job());
    Standing standing =
        session
            .first(STANDING, Standing::read, result.epoch(), result.job().value())
            .orElseThrow(() -> unknown(result.job()));
    if ("RESULT".equals(standing.outcome())) {
      return ResultReply.REPEATED;
    }
    if (!standing.counts(agent, result.epoch())) {
      keepApart(session, agent, result, now);
      return ResultReply.FENCED;
    }
    standing.requireFits(result);
    rows.insert(session, standing.visit());
    finish(session, result, now);
    if (standing.session() != null) { // a lease from before devices were fenced has none
      DeviceHolds.freeIfIdle(
          session, new AgentSession(agent, standing.session()), standing.device(), now);
    }
    return ResultReply.ACCEPTED;
  }

  /**
   * @param outcome of the attempt that the result belongs to; null while it runs
   * @param agent who made that attempt; null if nobody did
   */
  private record Standing(
      JobState state,
      long epoch,
      String target,
      String kind,
      int visit,
      String identity,
      String outcome,
      String agent,
      String session,
      String device) {
    static Standing read(ResultSet row) throws SQLException {
      return new Standing(
          JobState.valueOf(row.getString(1)),
          row.getLong(2),
          row.getString(3),
          row.getString(4),
          row.getInt(5),
          row.getString(6),
          row.getString(7),
          row.getString(8),
          row.getString(9),
          row.getString(10));
    }

    void requireFits(JobResult result) {
      if (!Identity.of(target, kind, visit, result).equals(identity)) {
        throw new FarmException(
            ErrorCode.INVALID_REQUEST,
            "the result of "
                + result.job()
                + " must have one outcome for each of its models, in their order");
      }
      if (device != null && !device.equals(result.device().value())) {
        throw new FarmException(
            ErrorCode.INVALID_REQUEST,
            "the result of "
                + result.job()
                + " must come from the device "
                + device
                + ", for which the job was granted, not from "
                + result.device());
      }
    }

    boolean counts(String sender, long resultEpoch) {
      if (resultEpoch != epoch || !sender.equals(agent)) {
        return false;
      }
      return switch (state) {
        case LEASED -> true;
        case PENDING, READY, BACKOFF -> "LOST".equals(outcome);
        case DONE, POISON, CANCELLED -> false;
      };
    }
  }

  private static void finish(Session session, JobResult result, long now) throws SQLException {
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
        now,
        result.started().toEpochMilli(),
        result.elapsed().toNanos(),
        result.job().value(),
        result.epoch());
  }

  private static void keepApart(Session session, String agent, JobResult result, long now)
      throws SQLException {
    session.update(
        "INSERT INTO late_result (job, epoch, agent, received_ms, result) VALUES (?, ?, ?, ?, ?)",
        result.job().value(),
        result.epoch(),
        agent,
        now,
        RowJson.write(result));
  }

  private static FarmException unknown(JobId job) {
    return new FarmException(ErrorCode.INVALID_REQUEST, "there is no " + job + " in this ledger");
  }
}
