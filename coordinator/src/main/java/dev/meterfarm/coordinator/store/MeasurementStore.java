package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;

/** Accepted results. Always in the order of job keys, never in the order of arrival. */
public interface MeasurementStore {
  /** The accepted result of a job. */
  Optional<CompletedJob> find(JobId job);

  /**
   * Every done job of a campaign whose key starts with {@code prefix}, one at a time, in the order
   * of their keys. What is accepted meanwhile may or may not be among them.
   */
  void forEach(String campaign, String prefix, Consumer<? super CompletedJob> action);

  /** Keys of the done jobs of a campaign that start with {@code prefix}. */
  SortedSet<String> completedKeys(String campaign, String prefix);

  /** How many models of a campaign have been measured, counting every visit. */
  long count(String campaign);

  /**
   * Accepted measurements of a campaign for other programs, by the number of their jobs. What is
   * accepted meanwhile may or may not be on a later page.
   *
   * @param after only of jobs with a greater number
   * @param jobs of so many jobs
   */
  MeasurementPage page(String campaign, JobId after, int jobs);

  /**
   * Marks everything that a device has measured since then as not to be trusted; what is marked
   * already keeps its reason.
   *
   * @return how many outcomes that were
   */
  int markSuspect(DeviceId device, Instant since, String reason);

  /** Done jobs of a campaign with an outcome that is not to be trusted, with a reason, by key. */
  SortedMap<String, String> suspects(String campaign, String prefix);

  /**
   * Marks one outcome as not to be trusted, or replaces the reason; the raw row stays as it is.
   *
   * @throws dev.meterfarm.protocol.error.FarmException with INVALID_REQUEST if there is none
   */
  void markSuspect(JobId job, int modelIndex, String reason);
}
