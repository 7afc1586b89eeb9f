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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

final class SqlLeaseSweep implements LeaseSweep {
  private static final int LARGEST_SWEEP = 1_000;
  private static final String READY =
      "SELECT "
          + PlannedRows.COLUMNS
          + " FROM job j JOIN campaign c ON c.id = j.campaign"
          + " WHERE j.state = 'READY' AND c.state = 'RUNNING'";

  private static final String ANY_FOR_ONE =
      "SELECT only_on FROM job WHERE state = 'READY' AND only_on IS NOT NULL";

  /** From one target to the next by the index: ready jobs may be a million, lanes are few. */
  private static final String READY_LANES =
      "WITH RECURSIVE lane (campaign, target) AS ("
          + "SELECT c.id, (SELECT min(j.target) FROM job j WHERE j.campaign = c.id"
          + " AND j.state = 'READY') FROM campaign c WHERE c.state = 'RUNNING'"
          + " UNION ALL SELECT l.campaign, (SELECT min(j.target) FROM job j"
          + " WHERE j.campaign = l.campaign AND j.state = 'READY' AND j.target > l.target)"
          + " FROM lane l WHERE l.target IS NOT NULL)"
          + " SELECT campaign, target FROM lane WHERE target IS NOT NULL ORDER BY campaign, target";

  private static final String READY_DEVICES =
      "WITH RECURSIVE device (id) AS (SELECT min(j.only_on) FROM job j WHERE j.state = 'READY'"
          + " AND j.only_on IS NOT NULL UNION ALL SELECT (SELECT min(j.only_on) FROM job j"
          + " WHERE j.state = 'READY' AND j.only_on IS NOT NULL AND j.only_on > d.id)"
          + " FROM device d WHERE d.id IS NOT NULL)"
          + " SELECT id FROM device WHERE id IS NOT NULL ORDER BY id";

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
  public List<PlannedJob> wake() {
    if (isNone("SELECT 1 FROM job WHERE state = 'BACKOFF' AND not_before_ms <= ? LIMIT 1")) {
      return List.of();
    }
    return database.write(
        session -> {
          long now = clock.millis();
          List<Long> rested =
              session.list(
                  "SELECT id FROM job WHERE state = 'BACKOFF' AND not_before_ms <= ? ORDER BY id"
                      + session.dialect().locking(),
                  row -> row.getLong(1),
                  now);
          List<PlannedJob> woken = new ArrayList<>();
          for (Long job : rested) {
            session.update(
                "UPDATE job SET state = "
                    + Readiness.BY_CAMPAIGN
                    + ", not_before_ms = NULL, ready_ms = ? WHERE id = ? AND state = 'BACKOFF'",
                now,
                job);
            woken.addAll(session.list(PlannedRows.OF_JOB, PlannedRows::read, job));
          }
          return woken;
        });
  }

  @Override
  public int follow() {
    int moved = 0;
    for (Lane lane : database.read(Readiness::behind)) {
      moved += database.write(session -> Readiness.follow(session, lane));
    }
    return moved;
  }

  private boolean isNone(String sql) {
    return database.read(
        session -> session.first(sql, row -> row.getInt(1), clock.millis()).isEmpty());
  }

  @Override
  public List<PlannedJob> ready(Lane lane, int skipped, int limit) {
    return database.read(
        session ->
            session.list(
                READY
                    + " AND j.target = ? AND j.campaign = ? AND j.only_on IS NULL"
                    + " ORDER BY j.id LIMIT ? OFFSET ?",
                PlannedRows::read,
                lane.target(),
                lane.campaign(),
                limit,
                skipped));
  }

  @Override
  public List<PlannedJob> readyOn(Set<DeviceId> devices, int limit) {
    return database.read(
        session -> {
          List<PlannedJob> found = new ArrayList<>();
          if (session.first(ANY_FOR_ONE + " LIMIT 1", row -> true).isEmpty()) {
            return found; // as almost always, and an agent may ask for many devices
          }
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

  @Override
  public List<Lane> readyLanes() {
    return database.read(
        session -> session.list(READY_LANES, row -> new Lane(row.getString(2), row.getString(1))));
  }

  @Override
  public Set<DeviceId> readyDevices() {
    return database.read(
        session -> {
          Set<DeviceId> found = new LinkedHashSet<>();
          session.each(READY_DEVICES, row -> found.add(new DeviceId(row.getString(1))));
          return found;
        });
  }
}
