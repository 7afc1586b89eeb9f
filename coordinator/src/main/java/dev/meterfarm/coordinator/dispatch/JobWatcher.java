package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.GrantReply;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.protocol.link.ResultReply;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears of jobs as they pass this coordinator, for metrics. Called by many threads; must be quick
 * and throw nothing.
 */
public interface JobWatcher {
  /** Nobody listens. */
  JobWatcher NONE = new JobWatcher() {};

  /**
   * A job of the target was granted.
   *
   * @param waited how long it had been ready; empty where that is not known
   */
  default void granted(String target, Optional<Duration> waited) {}

  /** A result for the target was accepted. */
  default void accepted(String target, JobResult result) {}

  /** An attempt failed. */
  default void failed(JobFailure failure) {}

  /** A job was not lent to a device. */
  default void refused(GrantReply.Verdict reason) {}

  /** A round of housekeeping ended, well or not. */
  default void kept(String task, Duration took) {}

  /** A result was answered, whether it counts or not. */
  default void replied(ResultReply reply, JobResult result) {}

  /** So many measurements count no more, because their device proved bad. */
  default void distrusted(int measurements) {}

  /**
   * An agent told what time it is.
   *
   * @param ahead of this coordinator, the way of the message included
   */
  default void clockTold(String agent, Duration ahead) {}
}
