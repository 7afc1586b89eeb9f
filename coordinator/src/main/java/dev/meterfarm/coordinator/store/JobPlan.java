package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What those who plan work do with jobs. */
public interface JobPlan {
  /**
   * Plans jobs. A key that the campaign already has keeps its job: a done one its result, a
   * poisoned one its evidence; a cancelled one becomes ready again.
   *
   * @param maxAttempts how often each may be granted, at least 1
   * @return the jobs in the order of {@code specs}
   * @throws dev.meterfarm.protocol.error.FarmException with INVALID_REQUEST if a key is not
   *     printable ASCII, or is known for other work
   */
  List<PlannedJob> enqueue(List<JobSpec> specs, int maxAttempts);

  /** Plans jobs that only this device may run; otherwise as {@link #enqueue}. */
  List<PlannedJob> enqueueOn(DeviceId device, List<JobSpec> specs, int maxAttempts);

  /** A job; empty if it is not known. */
  Optional<PlannedJob> find(JobId job);

  /** The states of these jobs; a job that is not known is left out. */
  Map<JobId, JobState> states(Collection<JobId> jobs);

  /** The states of those among these jobs whose state is terminal; quick even for thousands. */
  Map<JobId, JobState> settled(Collection<JobId> jobs);

  /** Why a job has no result: its last attempt, if that failed. */
  Optional<JobFailure> failure(JobId job);

  /** Cancels those of the jobs that are not terminal, and returns them. */
  List<JobId> cancel(Collection<JobId> jobs);

  /**
   * Cancels those of the campaign's jobs that are not terminal, a few at a time, so that others can
   * write in between.
   *
   * @param most no more than so many
   * @return which; none if there are none
   */
  List<JobId> cancelCampaign(String campaign, int most);

  /** Makes a campaign's poisoned jobs ready again, with all their attempts; returns them. */
  List<JobId> releasePoisoned(String campaign);

  /** How many of a campaign's jobs are in each state; a state that none is in is left out. */
  Map<JobState, Integer> count(String campaign);

  /** The jobs of a campaign whose keys start with {@code prefix}, by key, done or not. */
  List<JobSpec> specs(String campaign, String prefix);
}
