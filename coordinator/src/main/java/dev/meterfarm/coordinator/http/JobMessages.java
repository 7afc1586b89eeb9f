package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.store.AttemptLine;
import dev.meterfarm.coordinator.store.JobLine;
import java.util.List;

/** What is said about jobs. */
public final class JobMessages {
  private JobMessages() {}

  /** Some jobs. */
  public record JobList(List<JobLine> jobs) {}

  /** A job with everything that was tried. */
  public record JobEvidence(JobLine job, List<AttemptLine> attempts) {}
}
