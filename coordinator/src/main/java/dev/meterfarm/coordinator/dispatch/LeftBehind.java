package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.job.JobId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tells jobs that nobody comes to fetch from those whose hints somebody has in hand: the latter are
 * gone at the next look. Safe for use from many threads.
 */
final class LeftBehind {
  /** Lanes end unseen; to forget one that has not costs a look. */
  private static final int MOST_LANES = 1_000;

  /** The first jobs of each lane at the last look. */
  private final Map<Lane, Set<JobId>> before = new ConcurrentHashMap<>();

  /**
   * Looks at a lane.
   *
   * @param first its first ready jobs
   * @return those of them that were there at the last look, too
   */
  List<PlannedJob> among(Lane lane, List<PlannedJob> first) {
    if (first.isEmpty()) {
      before.remove(lane);
      return List.of();
    }
    if (before.size() >= MOST_LANES) {
      before.clear();
    }
    Set<JobId> then =
        before.put(lane, first.stream().map(PlannedJob::id).collect(Collectors.toSet()));
    return then == null
        ? List.of()
        : first.stream().filter(job -> then.contains(job.id())).toList();
  }
}
