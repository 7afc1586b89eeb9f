package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.CompletedJob;
import dev.meterfarm.coordinator.store.MeasurementPage;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

final class SqlMeasurements implements MeasurementStore {
  private static final int PAGE = 100;
  private static final String OF_CAMPAIGN = "j.campaign = ? AND j.job_key >= ? AND j.job_key < ?";

  private final Database database;
  private final Clock clock;

  SqlMeasurements(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<CompletedJob> find(JobId job) {
    return database.read(
        session ->
            session.first(
                ResultRows.DONE + "j.id = ?", row -> ResultRows.read(session, row), job.value()));
  }

  /** Page by page, so that no reader keeps the write-ahead log from being cut while others work. */
  @Override
  public void forEach(String campaign, String prefix, Consumer<? super CompletedJob> action) {
    String from = prefix; // then the smallest text after the last key: keys have no blanks
    List<CompletedJob> page;
    do {
      String start = from;
      page = database.read(session -> page(session, campaign, start, Prefix.end(prefix)));
      page.forEach(action);
      if (!page.isEmpty()) {
        from = page.get(page.size() - 1).spec().key() + ' ';
      }
    } while (page.size() == PAGE);
  }

  private static List<CompletedJob> page(Session session, String campaign, String from, String end)
      throws SQLException {
    return session.list(
        ResultRows.DONE + OF_CAMPAIGN + " ORDER BY j.job_key LIMIT " + PAGE,
        row -> ResultRows.read(session, row),
        campaign,
        from,
        end);
  }

  @Override
  public MeasurementPage page(String campaign, JobId after, int jobs) {
    return database.read(session -> MeasurementCsv.page(session, campaign, after, jobs));
  }

  @Override
  public SortedSet<String> completedKeys(String campaign, String prefix) {
    return new TreeSet<>(
        database.<List<String>>read(
            session ->
                session.list(
                    "SELECT j.job_key FROM job j WHERE j.state = 'DONE' AND " + OF_CAMPAIGN,
                    row -> row.getString(1),
                    campaign,
                    prefix,
                    Prefix.end(prefix))));
  }

  @Override
  public long count(String campaign) {
    return database
        .read(
            session ->
                session.first(
                    "SELECT count(*) FROM measurement m"
                        + " JOIN job j ON j.id = m.job AND j.epoch = m.epoch"
                        + " WHERE j.campaign = ? AND j.state = 'DONE' AND m.failure_code IS NULL",
                    row -> row.getLong(1),
                    campaign))
        .orElseThrow();
  }

  @Override
  public void markSuspect(JobId job, int modelIndex, String reason) {
    List<Object> values = new ArrayList<>(List.of(reason, clock.millis(), job.value(), modelIndex));
    int marked =
        database.write(
            session ->
                session.update(
                    "INSERT INTO measurement_suspect (reason, marked_ms, job, model_index, epoch)"
                        + " SELECT ?, ?, m.job, m.model_index, m.epoch FROM measurement m"
                        + " JOIN job j ON j.id = m.job AND j.epoch = m.epoch"
                        + " WHERE m.job = ? AND m.model_index = ?"
                        + " ON CONFLICT (job, model_index, epoch) DO UPDATE SET"
                        + " reason = excluded.reason, marked_ms = excluded.marked_ms",
                    values.toArray()));
    if (marked == 0) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          job + " has no accepted measurement of its model " + modelIndex);
    }
  }

  @Override
  public int markSuspect(DeviceId device, Instant since, String reason) {
    return database.write(
        session ->
            session.update(
                "INSERT INTO measurement_suspect (reason, marked_ms, job, model_index, epoch)"
                    + " SELECT ?, ?, m.job, m.model_index, m.epoch FROM attempt a"
                    + " JOIN measurement m ON m.job = a.job AND m.epoch = a.epoch"
                    + " WHERE a.device = ? AND a.ended_ms > ? AND a.outcome = 'RESULT'"
                    + " ON CONFLICT (job, model_index, epoch) DO NOTHING",
                reason,
                clock.millis(),
                device.value(),
                since.toEpochMilli()));
  }

  @Override
  public SortedMap<String, String> suspects(String campaign, String prefix) {
    return database.read(
        session -> {
          SortedMap<String, String> reasons = new TreeMap<>();
          session.each(
              "SELECT j.job_key, s.reason FROM measurement_suspect s"
                  + " JOIN job j ON j.id = s.job AND j.epoch = s.epoch WHERE "
                  + OF_CAMPAIGN,
              row -> reasons.put(row.getString(1), row.getString(2)),
              campaign,
              prefix,
              Prefix.end(prefix));
          return reasons;
        });
  }
}
