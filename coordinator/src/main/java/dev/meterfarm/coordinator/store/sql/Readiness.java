package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.sql.SQLException;
import java.util.List;

/**
 * A job that could run is READY if its campaign runs and PENDING if not, so that whoever looks for
 * work never wades through the jobs of paused campaigns. When a campaign changes its state its jobs
 * follow a few at a time, because they may be a million, and everybody else wants to write, too. A
 * job that has not followed yet is not granted, because grants look at the campaign.
 */
final class Readiness {
  /** For an UPDATE of the table job. */
  static final String BY_CAMPAIGN =
      "CASE WHEN EXISTS (SELECT 1 FROM campaign c WHERE c.id = job.campaign"
          + " AND c.state = 'RUNNING') THEN 'READY' ELSE 'PENDING' END";

  /** How many jobs follow in one transaction. */
  static final int TOGETHER = 500;

  /** Jobs of a cancelled campaign are cancelled, not made PENDING before. */
  private static final String MISFITS =
      "SELECT CASE state WHEN 'RUNNING' THEN 'PENDING' ELSE 'READY' END AS misfit, id"
          + " FROM campaign WHERE state <> 'CANCELLED'";

  /** From one target to the next by the index: jobs may be a million, lanes are few. */
  private static final String BEHIND =
      "WITH RECURSIVE lane (campaign, misfit, target) AS ("
          + "SELECT c.id, c.misfit, (SELECT min(j.target) FROM job j WHERE j.campaign = c.id"
          + " AND j.state = c.misfit) FROM ("
          + MISFITS
          + ") c UNION ALL SELECT l.campaign, l.misfit, (SELECT min(j.target) FROM job j"
          + " WHERE j.campaign = l.campaign AND j.state = l.misfit AND j.target > l.target)"
          + " FROM lane l WHERE l.target IS NOT NULL)"
          + " SELECT campaign, target FROM lane WHERE target IS NOT NULL ORDER BY campaign, target";

  private Readiness() {}

  /** What a job begins with. The campaign cannot change until the transaction is over. */
  static JobState ofCampaign(Session session, String campaign) throws SQLException {
    return CampaignState.RUNNING == stateOf(session, campaign) ? JobState.READY : JobState.PENDING;
  }

  private static CampaignState stateOf(Session session, String campaign) throws SQLException {
    String lock = session.dialect() == Dialect.POSTGRESQL ? " FOR SHARE" : "";
    return session
        .first(
            "SELECT state FROM campaign WHERE id = ?" + lock,
            row -> CampaignState.valueOf(row.getString(1)),
            campaign)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.INVALID_REQUEST,
                    "there is no campaign " + campaign + " to plan for"));
  }

  /** Lanes some of whose jobs have not followed their campaign yet. */
  static List<Lane> behind(Session session) throws SQLException {
    return session.list(BEHIND, row -> new Lane(row.getString(2), row.getString(1)));
  }

  /** Some of the campaign's jobs follow its state, which has just changed. */
  static void follow(Session session, String campaign) throws SQLException {
    int moved = 0;
    for (Lane lane : behind(session)) {
      if (lane.campaign().equals(campaign) && moved < TOGETHER) {
        moved += follow(session, lane);
      }
    }
  }

  /** Some of the lane's jobs follow its campaign, the first planned first; returns how many. */
  static int follow(Session session, Lane lane) throws SQLException {
    return switch (stateOf(session, lane.campaign())) {
      case RUNNING ->
          move(
              session,
              lane,
              JobState.PENDING,
              "UPDATE job SET state = 'READY', ready_ms = NULL WHERE id = ? AND state = 'PENDING'");
      case PAUSED, FINISHED ->
          move(
              session,
              lane,
              JobState.READY,
              "UPDATE job SET state = 'PENDING' WHERE id = ? AND state = 'READY'");
      case CANCELLED -> 0;
    };
  }

  private static int move(Session session, Lane lane, JobState from, String update)
      throws SQLException {
    List<Object[]> jobs =
        session.list(
            "SELECT id FROM job WHERE campaign = ? AND state = ? AND target = ?"
                + " ORDER BY id LIMIT ?"
                + session.dialect().lockingWhatIsFree(),
            row -> new Object[] {row.getLong(1)},
            lane.campaign(),
            from.name(),
            lane.target(),
            TOGETHER);
    session.batch(update, jobs);
    return jobs.size();
  }
}
