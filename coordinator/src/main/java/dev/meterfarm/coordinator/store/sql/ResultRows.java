package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.CompletedJob;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one result: its measurements, reference readings and environment. They are made
 * before the transaction that stores them, for whose end everybody else waits.
 */
final class ResultRows {
  /** Selects what {@link #read} needs of the done jobs that a condition names. */
  static final String DONE =
      "SELECT j.id, j.epoch, a.attempt, a.device, a.started_ms, a.elapsed_ns, s.spec FROM job j"
          + " JOIN attempt a ON a.job = j.id AND a.epoch = j.epoch"
          + " JOIN job_spec s ON s.job = j.id WHERE j.state = 'DONE' AND ";

  private static final String INSERT_MEASUREMENT =
      "INSERT INTO measurement (job, model_index, epoch, model_hash, visit, label_ns, runs, min_ns,"
          + " p5_ns, p25_ns, median_ns, p95_ns, mean_ns, deviation_ns, round_ns, executed,"
          + " failure_code, failure_message)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final int VISIT = 4;

  private final JobResult result;
  private final List<Object[]> measurements = new ArrayList<>();

  ResultRows(JobResult result) {
    this.result = result;
    for (int i = 0; i < result.outcomes().size(); i++) {
      measurements.add(measurement(result, i));
    }
  }

  JobResult result() {
    return result;
  }

  /** Stores them for a job that is in its so many-th visit. */
  void insert(Session session, int visit) throws SQLException {
    long job = result.job().value();
    long epoch = result.epoch();
    measurements.forEach(row -> row[VISIT] = visit);
    session.batch(INSERT_MEASUREMENT, measurements);
    List<Object[]> readings = new ArrayList<>();
    for (int i = 0; i < result.references().size(); i++) {
      ReferenceReading reading = result.references().get(i);
      readings.add(
          new Object[] {job, epoch, i, reading.model(), reading.nanos(), reading.atMillis()});
    }
    session.batch(
        "INSERT INTO reference_reading (job, epoch, position, model, nanos, at_ms)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        readings);
    session.batch(
        "INSERT INTO job_environment (job, epoch, name, value) VALUES (?, ?, ?, ?)",
        result.environment().entrySet().stream()
            .map(entry -> new Object[] {job, epoch, entry.getKey(), entry.getValue()})
            .toList());
  }

  private static Object[] measurement(JobResult result, int index) {
    ModelOutcome outcome = result.outcomes().get(index);
    Object[] row = new Object[18];
    row[0] = result.job().value();
    row[1] = index;
    row[2] = result.epoch();
    row[3] = outcome.modelHash();
    if (outcome instanceof ModelOutcome.Measured measured) {
      SampleStatistics pooled = measured.pooled();
      row[5] = measured.labelNanos();
      row[6] = pooled.runs();
      row[7] = told(pooled.minNanos());
      row[8] = told(pooled.p5Nanos());
      row[9] = told(pooled.p25Nanos());
      row[10] = told(pooled.medianNanos());
      row[11] = told(pooled.p95Nanos());
      row[12] = told(pooled.meanNanos());
      row[13] = told(pooled.standardDeviationNanos());
      row[14] = pack(measured.roundNanos());
      row[15] = measured.executed().isEmpty() ? null : RowJson.write(measured.executed());
    } else if (outcome instanceof ModelOutcome.Failed failed) {
      row[16] = failed.code().name();
      row[17] = failed.message();
    }
    return row;
  }

  static CompletedJob read(Session session, ResultSet job) throws SQLException {
    JobId id = new JobId(job.getLong(1));
    long epoch = job.getLong(2);
    JobResult result =
        new JobResult(
            id,
            epoch,
            job.getInt(3),
            new DeviceId(job.getString(4)),
            Instant.ofEpochMilli(job.getLong(5)),
            Duration.ofNanos(job.getLong(6)),
            session.list(
                "SELECT model_hash, label_ns, runs, min_ns, p5_ns, p25_ns, median_ns, p95_ns,"
                    + " mean_ns, deviation_ns, round_ns, executed, failure_code, failure_message"
                    + " FROM measurement WHERE job = ? AND epoch = ? ORDER BY model_index",
                ResultRows::outcome,
                id.value(),
                epoch),
            session.list(
                "SELECT model, nanos, at_ms FROM reference_reading"
                    + " WHERE job = ? AND epoch = ? ORDER BY position",
                row -> new ReferenceReading(row.getString(1), row.getDouble(2), row.getLong(3)),
                id.value(),
                epoch),
            environment(session, id, epoch));
    return new CompletedJob(
        id, RowJson.read(job.getString(7), JobSpec.class), result, suspects(session, id, epoch));
  }

  private static Map<String, String> environment(Session session, JobId id, long epoch)
      throws SQLException {
    Map<String, String> readings = new HashMap<>();
    session.each(
        "SELECT name, value FROM job_environment WHERE job = ? AND epoch = ?",
        row -> readings.put(row.getString(1), row.getString(2)),
        id.value(),
        epoch);
    return readings;
  }

  private static Map<Integer, String> suspects(Session session, JobId id, long epoch)
      throws SQLException {
    Map<Integer, String> reasons = new HashMap<>();
    session.each(
        "SELECT model_index, reason FROM measurement_suspect WHERE job = ? AND epoch = ?",
        row -> reasons.put(row.getInt(1), row.getString(2)),
        id.value(),
        epoch);
    return reasons;
  }

  private static ModelOutcome outcome(ResultSet row) throws SQLException {
    String modelHash = row.getString(1);
    String failure = row.getString(13);
    if (failure != null) {
      return new ModelOutcome.Failed(modelHash, ErrorCode.valueOf(failure), row.getString(14));
    }
    SampleStatistics pooled =
        new SampleStatistics(
            row.getInt(3),
            told(row, 4),
            told(row, 5),
            told(row, 6),
            told(row, 7),
            told(row, 8),
            told(row, 9),
            told(row, 10));
    String executed = row.getString(12);
    return new ModelOutcome.Measured(
        modelHash,
        row.getDouble(2),
        unpack(row.getBytes(11)),
        pooled,
        executed == null ? List.of() : List.of(RowJson.read(executed, ExecutedOp[].class)));
  }

  /** A statistic that a tool does not tell is NaN here and NULL in the database. */
  private static Double told(double nanos) {
    return Double.isNaN(nanos) ? null : nanos;
  }

  private static double told(ResultSet row, int column) throws SQLException {
    double nanos = row.getDouble(column);
    return row.wasNull() ? Double.NaN : nanos;
  }

  private static byte[] pack(List<Double> values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.size() * Double.BYTES);
    values.forEach(bytes::putDouble);
    return bytes.array();
  }

  private static List<Double> unpack(byte[] packed) {
    ByteBuffer bytes = ByteBuffer.wrap(packed);
    List<Double> values = new ArrayList<>(packed.length / Double.BYTES);
    while (bytes.hasRemaining()) {
      values.add(bytes.getDouble());
    }
    return values;
  }
}
