package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.AttemptLine;
import dev.meterfarm.coordinator.store.JobCatalogue;
import dev.meterfarm.coordinator.store.JobLine;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class SqlJobCatalogue implements JobCatalogue {
  private static final String JOBS =
      "SELECT j.id, j.campaign, j.job_key, j.target, j.state, j.attempt, j.agent, j.device,"
          + " a.error_code, a.message FROM job j"
          + " LEFT JOIN attempt a ON a.job = j.id AND a.epoch = j.epoch WHERE 1 = 1";

  private final Database database;

  SqlJobCatalogue(Database database) {
    this.database = database;
  }

  @Override
  public List<JobLine> list(Optional<String> campaign, Optional<JobState> state, int limit) {
    StringBuilder sql = new StringBuilder(JOBS);
    List<Object> values = new ArrayList<>();
    campaign.ifPresent(
        id -> {
          sql.append(" AND j.campaign = ?");
          values.add(id);
        });
    state.ifPresent(
        wanted -> {
          sql.append(" AND j.state = ?");
          values.add(wanted.name());
        });
    values.add(limit);
    return database.read(
        session ->
            session.list(
                sql + " ORDER BY j.id DESC LIMIT ?", SqlJobCatalogue::job, values.toArray()));
  }

  @Override
  public Optional<JobLine> find(JobId job) {
    return database.read(
        session -> session.first(JOBS + " AND j.id = ?", SqlJobCatalogue::job, job.value()));
  }

  private static JobLine job(ResultSet row) throws SQLException {
    Optional<String> code = Optional.ofNullable(row.getString(9));
    String message = row.getString(10);
    return new JobLine(
        new JobId(row.getLong(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        JobState.valueOf(row.getString(5)),
        row.getInt(6),
        Optional.ofNullable(row.getString(7)),
        Optional.ofNullable(row.getString(8)),
        code.map(word -> message == null ? word : word + ": " + message));
  }

  @Override
  public List<AttemptLine> attempts(JobId job) {
    return database.read(
        session ->
            session.list(
                "SELECT epoch, agent, device, granted_ms, ended_ms, outcome, error_code, message"
                    + " FROM attempt WHERE job = ? ORDER BY epoch",
                SqlJobCatalogue::attempt,
                job.value()));
  }

  private static AttemptLine attempt(ResultSet row) throws SQLException {
    long ended = row.getLong(5);
    Optional<Instant> end =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    return new AttemptLine(
        row.getLong(1),
        row.getString(2),
        Optional.ofNullable(row.getString(3)),
        Instant.ofEpochMilli(row.getLong(4)),
        end,
        Optional.ofNullable(row.getString(6)),
        Optional.ofNullable(row.getString(7)),
        Optional.ofNullable(row.getString(8)));
  }

  @Override
  public boolean release(JobId job) {
    return database.write(
            session ->
                session.update(
                    "UPDATE job SET state = "
                        + Readiness.BY_CAMPAIGN
                        + ", released_epoch = epoch, not_before_ms = NULL, ready_ms = NULL"
                        + " WHERE id = ? AND state = 'POISON'",
                    job.value()))
        > 0;
  }
}
