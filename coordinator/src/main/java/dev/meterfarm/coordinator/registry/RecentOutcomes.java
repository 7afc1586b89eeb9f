package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.job.JobId;
import java.util.ArrayList;
import java.util.List;

/**
 * How the last jobs ended.
 *
 * @param all the oldest first
 */
public record RecentOutcomes(List<Outcome> all) {
  /** Nothing yet. */
  public static final RecentOutcomes NONE = new RecentOutcomes(List.of());

  /**
   * How one job ended.
   *
   * @param well whether it brought a result
   */
  public record Outcome(long job, boolean well) {}

  public RecentOutcomes {
    all = List.copyOf(all);
  }

  RecentOutcomes with(JobId job, boolean well, int window) {
    List<Outcome> next = new ArrayList<>(all);
    next.add(new Outcome(job.value(), well));
    return new RecentOutcomes(next.subList(Math.max(0, next.size() - window), next.size()));
  }

  /** How many different jobs failed. */
  int strikes() {
    return (int) all.stream().filter(o -> !o.well()).mapToLong(Outcome::job).distinct().count();
  }

  /** The share that ended well, 0 to 1; 1 where nothing ended yet. */
  public double score() {
    return all.isEmpty() ? 1 : (double) all.stream().filter(Outcome::well).count() / all.size();
  }
}
