package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the farm found out about a device by itself.
 *
 * @param state NEW, GOOD, SUSPECT or QUARANTINED
 * @param reason why, for people; empty where there is nothing to say
 * @param since since when
 * @param limit when a passing state ends by itself; empty in a state that lasts
 * @param outcomes how its last jobs ended
 * @param baselines how long its reference models take
 * @param slowJobs how many jobs in a row had too slow reference models
 * @param lastGood when reference models last took their usual time, or nothing was wrong; what was
 *     measured later is in doubt once the device turns out bad
 */
public record Health(
    DeviceState state,
    String reason,
    Instant since,
    Optional<Instant> limit,
    RecentOutcomes outcomes,
    Baselines baselines,
    int slowJobs,
    Optional<Instant> lastGood) {
  public Health {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(since, "since");
    switch (state) {
      case NEW, GOOD, SUSPECT, QUARANTINED -> {}
      case MAINTENANCE, RETIRED, CONFLICT ->
          throw new IllegalArgumentException(state + " is not a matter of health");
    }
    if (state == DeviceState.SUSPECT && limit.isEmpty()) {
      throw new IllegalArgumentException("SUSPECT needs a limit");
    }
  }

  static Health unknown(Instant now) {
    return new Health(
        DeviceState.NEW,
        "",
        now,
        Optional.empty(),
        RecentOutcomes.NONE,
        Baselines.NONE,
        0,
        Optional.empty());
  }

  private Health to(DeviceState next, String why, Instant at, Optional<Instant> ends) {
    return new Health(next, why, at, ends, outcomes, baselines, slowJobs, lastGood);
  }

  private Health with(RecentOutcomes jobs, Baselines usual, int slow, Optional<Instant> good) {
    return new Health(state, reason, since, limit, jobs, usual, slow, good);
  }

  Health suspect(String why, Instant at, HealthLimits limits) {
    return to(DeviceState.SUSPECT, why, at, Optional.of(at.plus(limits.referenceLimit())));
  }

  Health quarantined(String why, Instant at) {
    return to(DeviceState.QUARANTINED, why, at, Optional.empty());
  }

  /** A job of a campaign brought a result. */
  Health jobDone(
      JobId job, Instant started, Instant at, Map<String, Double> readings, HealthLimits limits) {
    double excess = baselines.excess(readings);
    boolean slow = excess > limits.slowBy();
    Health next =
        with(
            outcomes.with(job, true, limits.window()),
            slow ? baselines : baselines.with(readings),
            slow ? slowJobs + 1 : 0,
            slow || readings.isEmpty() ? lastGood.or(() -> Optional.of(started)) : Optional.of(at));
    if (!state.takesJobs()) {
      return next; // a job that was granted before; only a reference run changes the state now
    }
    if (next.slowJobs() >= limits.slowJobs()) {
      return next.suspect(slowness(excess), at, limits);
    }
    return state == DeviceState.NEW ? next.to(DeviceState.GOOD, "", at, Optional.empty()) : next;
  }

  private static String slowness(double excess) {
    return String.format(
        Locale.ROOT, "its reference models take %.2f times as long as usual", 1 + excess);
  }

  /** An attempt at a job failed. Only failures of type DEVICE speak against the device. */
  Health jobFailed(JobId job, ErrorCode code, Instant at, HealthLimits limits) {
    if (code.type() != ErrorType.DEVICE) {
      return this;
    }
    Health next = with(outcomes.with(job, false, limits.window()), baselines, slowJobs, lastGood);
    int strikes = next.outcomes().strikes();
    if (!state.takesJobs() || strikes < limits.strikes()) {
      return next;
    }
    return next.suspect(
        strikes
            + " of its last "
            + next.outcomes().all().size()
            + " jobs failed, last with "
            + code,
        at,
        limits);
  }

  /** A reference run brought a result. */
  Health referenceDone(Instant at, Map<String, Double> readings, HealthLimits limits) {
    double excess = baselines.excess(readings);
    if (excess > limits.slowBy()) {
      Health slow = with(outcomes, baselines, slowJobs + 1, lastGood);
      return switch (state) {
        case NEW, GOOD -> slow.suspect(slowness(excess), at, limits);
        case SUSPECT -> slow.quarantined("in a reference run " + slowness(excess), at);
        case QUARANTINED, MAINTENANCE, RETIRED, CONFLICT -> slow;
      };
    }
    Health next = with(outcomes, baselines.with(readings), 0, Optional.of(at));
    return state == DeviceState.SUSPECT || state == DeviceState.NEW
        ? new Health(
            DeviceState.GOOD,
            "",
            at,
            Optional.empty(),
            RecentOutcomes.NONE,
            next.baselines(),
            0,
            Optional.of(at))
        : next;
  }

  /**
   * The device is slower than it was, but there is no other to measure on: it goes on as it is now.
   */
  Health keptAlthoughSlow(Instant at, Map<String, Double> readings) {
    return new Health(
        DeviceState.GOOD,
        slowness(baselines.excess(readings)) + "; kept, because no other device could take over",
        at,
        Optional.empty(),
        RecentOutcomes.NONE,
        Baselines.NONE.with(readings),
        0,
        lastGood);
  }

  /** A campaign found that its times do not fit those of its sisters. */
  Health outlier(String why, Instant at) {
    return state == DeviceState.QUARANTINED
        ? this
        : with(outcomes, baselines, slowJobs + 1, Optional.empty()).quarantined(why, at);
  }

  /** Whether its times, not only its crashes, are in doubt. */
  boolean timesInDoubt() {
    return slowJobs > 0;
  }

  /** A reference run failed for good. */
  Health referenceFailed(String why, Instant at) {
    return state == DeviceState.SUSPECT
        ? quarantined("its reference run failed: " + why, at)
        : this;
  }

  /** Time passed. */
  Health tick(Instant now, HealthLimits limits) {
    return limit.isPresent() && !now.isBefore(limit.get())
        ? quarantined(
            "no reference run passed within "
                + limits.referenceLimit().toMinutes()
                + " min: "
                + reason,
            now)
        : this;
  }
}
