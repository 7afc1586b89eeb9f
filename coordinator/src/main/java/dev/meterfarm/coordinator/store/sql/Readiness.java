package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;

/**
 * A job that could run is READY if its campaign runs and PENDING if not, so that whoever looks for
 * work never wades through the jobs of paused campaigns.
 */
final class Readiness {
  /** For an UPDATE of the table job. */
  static final String BY_CAMPAIGN =
      "CASE WHEN EXISTS (SELECT 1 FROM campaign c WHERE c.id = job.campaign"
          + " AND c.state = 'RUNNING') THEN 'READY' ELSE 'PENDING' END";

  private static final String RUNNING =
      "campaign IN (SELECT c.id FROM campaign c WHERE c.state = 'RUNNING')";

  /**
   * Jobs of a cancelled campaign are cancelled piece by piece, not made PENDING all at once before.
   */
  private static final String RESTING =
      "campaign IN (SELECT c.id FROM campaign c WHERE c.state IN ('PAUSED', 'FINISHED'))";

  private Readiness() {}

  /** What a job begins with. The campaign cannot change until the transaction is over. */
  static JobState ofCampaign(Session session, String campaign) throws SQLException {
    String lock = session.dialect() == Dialect.POSTGRESQL ? " FOR SHARE" : "";
    String state =
        session
            .first(
                "SELECT state FROM campaign WHERE id = ?" + lock, row -> row.getString(1), campaign)
            .orElseThrow(
                () ->
                    new FarmException(
                        ErrorCode.INVALID_REQUEST,
                        "there is no campaign " + campaign + " to plan for"));
    return "RUNNING".equals(state) ? JobState.READY : JobState.PENDING;
  }

  /** After the state of a campaign has changed. */
  static void follow(Session session, String campaign) throws SQLException {
    session.update(
        "UPDATE job SET state = 'READY', ready_ms = NULL WHERE campaign = ? AND state = 'PENDING'"
            + " AND "
            + RUNNING,
        campaign);
    session.update(
        "UPDATE job SET state = 'PENDING' WHERE campaign = ? AND state = 'READY' AND " + RESTING,
        campaign);
  }
}
