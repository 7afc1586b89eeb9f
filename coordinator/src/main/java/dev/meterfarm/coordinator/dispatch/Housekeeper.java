package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps jobs moving when something was lost: ends leases that are over, ends back-offs, offers
 * ready jobs again where a queue has run empty. For one thread.
 */
final class Housekeeper {
  private static final int LARGEST_REFILL = 5_000;
  private static final int REFILL_OF_LANE = 1_000;

  private final LeaseSweep sweep;
  private final WorkQueue queue;
  private final FairShare fair;
  private final JobEvents events;
  private final RetryRule rule;

  Housekeeper(LeaseSweep sweep, WorkQueue queue, FairShare fair, JobEvents events, RetryRule rule) {
    this.sweep = sweep;
    this.queue = queue;
    this.fair = fair;
    this.events = events;
    this.rule = rule;
  }

  void round() {
    sweep.expire(rule).forEach(events::failed);
    sweep.wake();
    refill();
  }

  /** Only queues without a hint, or hints would pile up faster than they are taken. */
  private void refill() {
    List<Lane> lanes = sweep.lanes();
    fair.retain(lanes);
    Map<String, Boolean> isEmpty = new HashMap<>();
    offer(sweep.ready(LARGEST_REFILL), isEmpty);
    for (Lane lane : lanes) {
      if (queue.size(Lanes.name(lane)) == 0) {
        offer(sweep.ready(lane, REFILL_OF_LANE), isEmpty);
      }
    }
  }

  private void offer(List<PlannedJob> ready, Map<String, Boolean> isEmpty) {
    for (PlannedJob job : ready) {
      String name = Lanes.name(job);
      if (isEmpty.computeIfAbsent(name, lane -> queue.size(lane) == 0)) {
        fair.open(job.lane());
        queue.offer(name, job.id());
      }
    }
  }
}
