package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.MeasurementPage;
import dev.meterfarm.protocol.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Accepted measurements as CSV (RFC 4180): one row for each model of each job. */
final class MeasurementCsv {
  private static final List<String> COLUMNS =
      List.of(
          "campaign",
          "job",
          "job_key",
          "target",
          "kind",
          "visit",
          "agent",
          "device",
          "epoch",
          "started_ms",
          "model_index",
          "model_hash",
          "label_ns",
          "runs",
          "min_ns",
          "p5_ns",
          "p25_ns",
          "median_ns",
          "p95_ns",
          "mean_ns",
          "deviation_ns",
          "failure_code",
          "failure_message",
          "suspect");

  private static final int JOB = COLUMNS.indexOf("job") + 1;

  private static final String ROWS =
      "SELECT j.campaign, j.id, j.job_key, j.target, j.kind, j.visit, a.agent, a.device, a.epoch,"
          + " a.started_ms, m.model_index, m.model_hash, m.label_ns, m.runs, m.min_ns, m.p5_ns,"
          + " m.p25_ns, m.median_ns, m.p95_ns, m.mean_ns, m.deviation_ns, m.failure_code,"
          + " m.failure_message, s.reason FROM job j"
          + " JOIN attempt a ON a.job = j.id AND a.outcome = 'RESULT'"
          + " JOIN measurement m ON m.job = a.job AND m.epoch = a.epoch"
          + " LEFT JOIN measurement_suspect s ON s.job = m.job AND s.epoch = m.epoch"
          + " AND s.model_index = m.model_index"
          + " WHERE j.campaign = ?";

  private static final String IN_ORDER = " ORDER BY j.id, m.model_index";

  /** Only jobs with a result, or a page could be empty and not the last. */
  private static final String OF_PAGE =
      " AND j.id IN (SELECT w.id FROM job w WHERE w.campaign = ? AND w.id > ? AND EXISTS"
          + " (SELECT 1 FROM attempt r WHERE r.job = w.id AND r.outcome = 'RESULT')"
          + " ORDER BY w.id LIMIT ?)";

  private MeasurementCsv() {}

  static long write(Session session, String campaign, Appendable out)
      throws SQLException, IOException {
    out.append(String.join(",", COLUMNS)).append("\r\n");
    long[] rows = {0};
    try {
      session.each(
          ROWS + IN_ORDER,
          row -> {
            line(row, out);
            rows[0]++;
          },
          campaign);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return rows[0];
  }

  static MeasurementPage page(Session session, String campaign, JobId after, int jobs)
      throws SQLException {
    StringBuilder csv = new StringBuilder();
    List<Long> ids =
        session.list(
            ROWS + OF_PAGE + IN_ORDER,
            row -> {
              line(row, csv);
              return row.getLong(JOB);
            },
            campaign,
            campaign,
            after.value(),
            jobs);
    return new MeasurementPage(
        COLUMNS,
        csv.toString(),
        ids.size(),
        ids.isEmpty() ? Optional.empty() : Optional.of(new JobId(ids.get(ids.size() - 1))));
  }

  private static void line(ResultSet row, Appendable out) throws SQLException {
    try {
      for (int i = 1; i <= COLUMNS.size(); i++) {
        String value = row.getString(i);
        out.append(i == 1 ? "" : ",").append(value == null ? "" : quoted(value));
      }
      out.append("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
