package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps jobs moving when something was lost: ends leases that are over, ends back-offs, offers
 * ready jobs again where a queue has run empty. For one thread.
 */
final class Housekeeper {
  /** More than a farm takes from one line until the next round. */
  private static final int REFILL = 5_000;

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
    fair.retain(sweep.lanes());
    for (Lane lane : sweep.readyLanes()) {
      fair.open(lane); // the queue may hold hints of which only another coordinator knows
      refill(Lanes.name(lane), () -> sweep.ready(lane, REFILL));
    }
    for (DeviceId device : sweep.readyDevices()) {
      refill(Lanes.name(device), () -> sweep.readyOn(Set.of(device), REFILL));
    }
  }

  /** Only a line without a hint, or hints would pile up faster than they are taken. */
  private void refill(String line, Supplier<List<PlannedJob>> ready) {
    if (queue.size(line) == 0) {
      List<PlannedJob> jobs = ready.get();
      if (!jobs.isEmpty()) {
        queue.offer(line, jobs.stream().map(PlannedJob::id).toList());
      }
    }
  }
}
