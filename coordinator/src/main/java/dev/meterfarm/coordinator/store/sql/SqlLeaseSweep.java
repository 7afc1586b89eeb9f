package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

final class SqlLeaseSweep implements LeaseSweep {
  private static final int LARGEST_SWEEP = 1_000;
  private static final String READY =
      "SELECT "
          + PlannedRows.COLUMNS
          + " FROM job j JOIN campaign c ON c.id = j.campaign"
          + " WHERE j.state = 'READY' AND c.state = 'RUNNING'";

  private final Database database;
  private final Clock clock;

  SqlLeaseSweep(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Looks before it writes: mostly there is nothing to do, and a commit costs a sync. */
  @Override
  public List<JobFailure> expire(RetryRule rule) {
    if (isNone("SELECT 1 FROM job WHERE state = 'LEASED' AND lease_until_ms <= ? LIMIT 1")) {
      return List.of();
    }
    return database.write(
        session -> {
          long now = clock.millis();
          List<Over> over =
              session.list(
                  "SELECT "
                      + Attempts.Running.COLUMNS
                      + ", deadline_ms FROM job"
                      + " WHERE state = 'LEASED' AND lease_until_ms <= ? ORDER BY job_key LIMIT ?"
                      + session.dialect().lockingWhatIsFree(),
                  Over::read,
                  now,
                  LARGEST_SWEEP);
          List<JobFailure> failures = new ArrayList<>();
          for (Over lease : over) {
            DeviceHolds.keep(session, lease.running().job());
            failures.add(Attempts.end(session, lease.running(), lease.end(now), rule));
          }
          return failures;
        });
  }

  private record Over(Attempts.Running running, long deadlineMillis) {
    static Over read(ResultSet row) throws SQLException {
      return new Over(Attempts.Running.read(row), row.getLong(9));
    }

    Attempts.End end(long now) {
      return now >= deadlineMillis
          ? new Attempts.End(
              "LOST",
              ErrorCode.RUN_TIMED_OUT,
              "agent " + running.agent() + " held the job past its deadline",
              now)
          : new Attempts.End(
              "LOST",
              ErrorCode.LINK_FAILED,
              "agent " + running.agent() + " stopped renewing its lease",
              now);
    }
  }

  @Override
  public int reclaimAll() {
    return database.write(
        session -> {
          session.update(
              "UPDATE attempt SET outcome = 'CANCELLED', ended_ms = ? WHERE outcome IS NULL",
              clock.millis());
          session.update("DELETE FROM device_hold");
          return session.update(
              "UPDATE job SET state = "
                  + Readiness.BY_CAMPAIGN
                  + ", lease_until_ms = NULL, deadline_ms = NULL, ready_ms = NULL"
                  + " WHERE state = 'LEASED'");
        });
  }

  @Override
  public int wake() {
    if (isNone("SELECT 1 FROM job WHERE state = 'BACKOFF' AND not_before_ms <= ? LIMIT 1")) {
      return 0;
    }
    return database.write(
        session ->
            session.update(
                "UPDATE job SET state = "
                    + Readiness.BY_CAMPAIGN
                    + ", not_before_ms = NULL, ready_ms = ?"
                    + " WHERE state = 'BACKOFF' AND not_before_ms <= ?",
                clock.millis(),
                clock.millis()));
  }

  private boolean isNone(String sql) {
    return database.read(
        session -> session.first(sql, row -> row.getInt(1), clock.millis()).isEmpty());
  }

  @Override
  public List<PlannedJob> ready(int limit) {
    return database.read(
        session -> session.list(READY + " ORDER BY j.id LIMIT ?", PlannedRows::read, limit));
  }

  @Override
  public List<PlannedJob> ready(Lane lane, int limit) {
    return database.read(
        session ->
            session.list(
                READY
                    + " AND j.target = ? AND j.campaign = ? AND j.only_on IS NULL"
                    + " ORDER BY j.id LIMIT ?",
                PlannedRows::read,
                lane.target(),
                lane.campaign(),
                limit));
  }

  @Override
  public List<PlannedJob> readyOn(Set<DeviceId> devices, int limit) {
    return database.read(
        session -> {
          List<PlannedJob> found = new ArrayList<>();
          for (DeviceId device : devices) {
            found.addAll(
                session.list(
                    READY + " AND j.only_on = ? ORDER BY j.id LIMIT ?",
                    PlannedRows::read,
                    device.value(),
                    limit));
          }
          return found;
        });
  }

  @Override
  public List<Lane> lanes() {
    return database.read(
        session ->
            session.list(
                "SELECT t.name, c.id FROM campaign c JOIN target t ON t.campaign = c.id"
                    + " WHERE c.state = 'RUNNING' ORDER BY t.name, c.id",
                row -> new Lane(row.getString(1), row.getString(2))));
  }
}
