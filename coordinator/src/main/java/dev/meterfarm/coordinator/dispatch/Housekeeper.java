package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import java.util.List;
import java.util.Set;

/**
 * Keeps jobs moving: ends leases that are over, ends back-offs, lets jobs follow their campaigns,
 * keeps lines supplied with hints. For one thread.
 */
final class Housekeeper {
  /** More hints than a farm takes from one line until the next round. */
  static final int FULL_LINE = 5_000;

  /** Whoever wants a hint meanwhile gets a turn in between. */
  private static final int OFFERED_TOGETHER = 250;

  /**
   * So many jobs follow their campaigns in a round: more than a farm gets done until the next one,
   * and not so many that other things are held up.
   */
  static final int FOLLOWING = 10_000;

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
    followCampaigns();
    fair.retain(sweep.lanes());
    for (Lane lane : sweep.readyLanes()) {
      fair.open(lane); // the queue may hold hints of which only another coordinator knows
      topUp(lane);
    }
    for (DeviceId device : sweep.readyDevices()) {
      refill(device);
    }
    sweep.wake().stream().filter(job -> job.state() == JobState.READY).forEach(this::offerAgain);
  }

  private void followCampaigns() {
    int all = 0;
    int some;
    do {
      some = sweep.follow();
      all += some;
    } while (some > 0 && all < FOLLOWING);
  }

  /** One that comes back: it may stand far before those that a full line is topped up with. */
  private void offerAgain(PlannedJob job) {
    fair.open(job.lane());
    queue.offer(Lanes.name(job), job.id());
  }

  /**
   * Offers what is ready behind the jobs that have hints. Those are the first ones, because hints
   * are taken in their order; where they are not, a job has two hints for a while, or waits for one
   * until the line is empty. A line that runs empty while jobs are ready is to be avoided: until
   * the next round all agents would look in the ledger, and find the same few jobs there.
   */
  private void topUp(Lane lane) {
    String line = Lanes.name(lane);
    int waiting = queue.size(line);
    if (waiting < FULL_LINE) {
      offer(line, sweep.ready(lane, waiting, FULL_LINE - waiting));
    }
  }

  /** Few jobs are meant for one device alone. */
  private void refill(DeviceId device) {
    String line = Lanes.name(device);
    if (queue.size(line) == 0) {
      offer(line, sweep.readyOn(Set.of(device), FULL_LINE));
    }
  }

  private void offer(String line, List<PlannedJob> jobs) {
    List<JobId> hints = jobs.stream().map(PlannedJob::id).toList();
    for (int from = 0; from < hints.size(); from += OFFERED_TOGETHER) {
      queue.offer(line, hints.subList(from, Math.min(hints.size(), from + OFFERED_TOGETHER)));
    }
  }
}
