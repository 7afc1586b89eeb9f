package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.job.JobId;
import java.util.List;
import java.util.Optional;

/** What people ask about jobs. */
public interface JobCatalogue {
  /**
   * Jobs, the latest planned first.
   *
   * @param campaign of which campaign; empty for all
   * @param state in which state; empty for any
   * @param limit at most so many
   */
  List<JobLine> list(Optional<String> campaign, Optional<JobState> state, int limit);

  /** One job. */
  Optional<JobLine> find(JobId job);

  /** Everything that was tried, the first attempt first. */
  List<AttemptLine> attempts(JobId job);

  /**
   * Makes a poisoned job ready again, with all its attempts.
   *
   * @return false if it is not poisoned
   */
  boolean release(JobId job);
}
