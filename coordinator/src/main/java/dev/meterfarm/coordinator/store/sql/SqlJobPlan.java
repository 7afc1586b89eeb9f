package dev.meterfarm.coordinator.store.sql;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class SqlJobPlan implements JobPlan {
  private static final int CHUNK = 200;
  private static final Long NO_JOB = -1L;

  /** Whoever wants to write meanwhile gets a turn in between. */
  private static final int CANCELLED_TOGETHER = 500;

  private final Database database;
  private final Clock clock;
  private final Fence fence;

  SqlJobPlan(Database database, Clock clock, Fence fence) {
    this.database = database;
    this.clock = clock;
    this.fence = fence;
  }

  @Override
  public List<PlannedJob> enqueue(List<JobSpec> specs, int maxAttempts) {
    return enqueue(Optional.empty(), specs, maxAttempts);
  }

  @Override
  public List<PlannedJob> enqueueOn(DeviceId device, List<JobSpec> specs, int maxAttempts) {
    return enqueue(Optional.of(device), specs, maxAttempts);
  }

  private List<PlannedJob> enqueue(
      Optional<DeviceId> onlyOn, List<JobSpec> specs, int maxAttempts) {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be >= 1, but is " + maxAttempts);
    }
    specs.forEach(SqlJobPlan::requireAsciiKey);
    List<Draft> drafts = specs.stream().map(Draft::of).toList();
    return database.write(
        session -> {
          fence.check(session);
          long now = clock.millis();
          List<PlannedJob> planned = new ArrayList<>(specs.size());
          Map<String, JobState> first = new HashMap<>();
          for (Draft draft : drafts) {
            String campaign = draft.spec().campaign();
            JobState state = first.get(campaign);
            if (state == null) {
              state = Readiness.ofCampaign(session, campaign);
              first.put(campaign, state);
            }
            planned.add(enqueue(session, new Wanted(draft, onlyOn, state, maxAttempts, now)));
          }
          return planned;
        });
  }

  private static void requireAsciiKey(JobSpec spec) {
    boolean fits = !spec.key().isEmpty() && spec.key().chars().allMatch(c -> c > ' ' && c < 127);
    if (!fits) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "job key '" + spec.key() + "' must be printable ASCII without blanks");
    }
  }

  /** What takes long to make and needs no transaction, for whose end everybody else waits. */
  private record Draft(JobSpec spec, String identity, String json) {
    static Draft of(JobSpec spec) {
      return new Draft(spec, Identity.of(spec), RowJson.write(spec));
    }
  }

  /** A job as it is to be if it is new. */
  private record Wanted(
      Draft draft, Optional<DeviceId> onlyOn, JobState state, int maxAttempts, long now) {
    /** Since when it is ready; null if it is not. */
    Long readyMillis() {
      return state == JobState.READY ? now : null;
    }
  }

  private static PlannedJob enqueue(Session session, Wanted wanted) throws SQLException {
    JobSpec spec = wanted.draft().spec();
    Optional<Known> known =
        session.first(
            "SELECT id, state, identity FROM job WHERE campaign = ? AND job_key = ?",
            row ->
                new Known(
                    new JobId(row.getLong(1)),
                    JobState.valueOf(row.getString(2)),
                    row.getString(3)),
            spec.campaign(),
            spec.key());
    if (known.isEmpty()) {
      return insert(session, wanted);
    }
    Known job = known.get();
    if (!job.identity().equals(wanted.draft().identity())) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "campaign "
              + spec.campaign()
              + " knows the job "
              + spec.key()
              + " with other models or another target; it was planned by another version or with"
              + " other settings: start a new campaign, or use the version that began this one");
    }
    JobState state = job.state();
    if (state == JobState.CANCELLED) {
      session.update(
          "UPDATE job SET state = ?, max_attempts = ?, not_before_ms = NULL, ready_ms = ?"
              + " WHERE id = ? AND state = 'CANCELLED'",
          wanted.state().name(),
          wanted.maxAttempts(),
          wanted.readyMillis(),
          job.id().value());
      state = wanted.state();
    }
    return planned(job.id(), spec, state, wanted.onlyOn());
  }

  private record Known(JobId id, JobState state, String identity) {}

  private static PlannedJob planned(
      JobId id, JobSpec spec, JobState state, Optional<DeviceId> onlyOn) {
    Lane lane = new Lane(spec.target(), spec.campaign());
    return new PlannedJob(id, spec.key(), lane, spec.kind(), state, onlyOn);
  }

  private static PlannedJob insert(Session session, Wanted wanted) throws SQLException {
    JobSpec spec = wanted.draft().spec();
    long id =
        session
            .first(
                "INSERT INTO job (campaign, job_key, target, kind, visit, identity, allowed_ms,"
                    + " state, epoch, attempt, max_attempts, only_on, ready_ms)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?) RETURNING id",
                row -> row.getLong(1),
                spec.campaign(),
                spec.key(),
                spec.target(),
                spec.kind().name(),
                spec.visit(),
                wanted.draft().identity(),
                spec.plan().deadline().toMillis(),
                wanted.state().name(),
                wanted.maxAttempts(),
                wanted.onlyOn().map(DeviceId::value).orElse(null),
                wanted.readyMillis())
            .orElseThrow();
    session.update("INSERT INTO job_spec (job, spec) VALUES (?, ?)", id, wanted.draft().json());
    return planned(new JobId(id), spec, wanted.state(), wanted.onlyOn());
  }

  @Override
  public Optional<PlannedJob> find(JobId job) {
    return database.read(
        session -> session.first(PlannedRows.OF_JOB, PlannedRows::read, job.value()));
  }

  @Override
  public Map<JobId, JobState> states(Collection<JobId> jobs) {
    return states(jobs, "");
  }

  @Override
  public Map<JobId, JobState> settled(Collection<JobId> jobs) {
    return states(jobs, " AND state IN ('DONE', 'POISON', 'CANCELLED')");
  }

  /** Many at a time: one query each would take a second for ten thousand jobs. */
  private Map<JobId, JobState> states(Collection<JobId> jobs, String condition) {
    String sql = "SELECT id, state FROM job WHERE id IN (?" + ", ?".repeat(CHUNK - 1) + ")";
    List<Long> ids = jobs.stream().map(JobId::value).toList();
    Map<JobId, JobState> states = new HashMap<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      Object[] chunk = new Object[CHUNK];
      Arrays.fill(chunk, NO_JOB);
      for (int i = from; i < Math.min(from + CHUNK, ids.size()); i++) {
        chunk[i - from] = ids.get(i);
      }
      database.read(
          session -> {
            session.each(
                sql + condition,
                row -> states.put(new JobId(row.getLong(1)), JobState.valueOf(row.getString(2))),
                chunk);
            return states;
          });
    }
    return states;
  }

  @Override
  public Optional<JobFailure> failure(JobId job) {
    return database.read(
        session ->
            session.first(
                "SELECT j.target, j.state, a.agent, a.device, a.error_code, a.message, j.attempt"
                    + " FROM attempt a"
                    + " JOIN job j ON j.id = a.job AND j.epoch = a.epoch"
                    + " WHERE a.job = ? AND a.error_code IS NOT NULL",
                row ->
                    new JobFailure(
                        job,
                        row.getString(1),
                        JobState.valueOf(row.getString(2)),
                        row.getString(3),
                        new DeviceId(row.getString(4)),
                        ErrorCode.valueOf(row.getString(5)),
                        row.getString(6),
                        row.getInt(7)),
                job.value()));
  }

  @Override
  public List<JobId> cancel(Collection<JobId> jobs) {
    List<JobId> all = List.copyOf(jobs);
    List<JobId> cancelled = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CANCELLED_TOGETHER) {
      List<JobId> some = all.subList(from, Math.min(all.size(), from + CANCELLED_TOGETHER));
      cancelled.addAll(database.write(session -> cancel(session, some)));
    }
    return cancelled;
  }

  @Override
  public List<JobId> cancelCampaign(String campaign, int most) {
    List<JobId> open =
        database.read(
            session ->
                session.list(
                    "SELECT id FROM job WHERE campaign = ?"
                        + " AND state IN ('PENDING', 'READY', 'LEASED', 'BACKOFF') LIMIT ?",
                    row -> new JobId(row.getLong(1)),
                    campaign,
                    most));
    open.sort(Comparator.comparingLong(JobId::value));
    return cancel(open);
  }

  private List<JobId> cancel(Session session, Collection<JobId> jobs) throws SQLException {
    fence.check(session);
    List<JobId> cancelled = new ArrayList<>();
    for (JobId job : jobs) {
      int changed =
          session.update(
              "UPDATE job SET state = 'CANCELLED', lease_until_ms = NULL, deadline_ms = NULL"
                  + " WHERE id = ? AND state IN ('PENDING', 'READY', 'LEASED', 'BACKOFF')",
              job.value());
      if (changed > 0) {
        int revoked =
            session.update(
                "UPDATE attempt SET outcome = 'CANCELLED', ended_ms = ?"
                    + " WHERE job = ? AND outcome IS NULL",
                clock.millis(),
                job.value());
        if (revoked > 0) {
          DeviceHolds.keep(session, job);
        }
        cancelled.add(job);
      }
    }
    return cancelled;
  }

  @Override
  public List<JobId> releasePoisoned(String campaign) {
    return database.write(
        session -> {
          fence.check(session);
          List<JobId> released =
              session.list(
                  "SELECT id FROM job WHERE campaign = ? AND state = 'POISON' ORDER BY job_key",
                  row -> new JobId(row.getLong(1)),
                  campaign);
          session.update(
              "UPDATE job SET state = "
                  + Readiness.BY_CAMPAIGN
                  + ", released_epoch = epoch, not_before_ms = NULL, ready_ms = NULL"
                  + " WHERE campaign = ? AND state = 'POISON'",
              campaign);
          return released;
        });
  }

  @Override
  public Map<JobState, Integer> count(String campaign) {
    return database.read(
        session -> {
          Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
          session.each(
              "SELECT state, count(*) FROM job WHERE campaign = ? GROUP BY state",
              row -> counts.put(JobState.valueOf(row.getString(1)), row.getInt(2)),
              campaign);
          return counts;
        });
  }

  @Override
  public List<JobSpec> specs(String campaign, String prefix) {
    return database.read(
        session ->
            session.list(
                "SELECT s.spec FROM job j JOIN job_spec s ON s.job = j.id"
                    + " WHERE j.campaign = ? AND j.job_key >= ? AND j.job_key < ?"
                    + " ORDER BY j.job_key",
                row -> RowJson.read(row.getString(1), JobSpec.class),
                campaign,
                prefix,
                Prefix.end(prefix)));
  }
}
