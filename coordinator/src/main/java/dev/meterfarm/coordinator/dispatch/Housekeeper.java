package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.store.LeaseSweep;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.error.FarmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps jobs moving when something was lost: ends leases that are over, ends back-offs, offers
 * ready jobs again where a queue has run empty, and looks for outcomes that nobody told of. For one
 * thread.
 */
final class Housekeeper {
  private static final Logger log = LoggerFactory.getLogger(Housekeeper.class);
  private static final int LARGEST_REFILL = 5_000;

  private final LeaseSweep sweep;
  private final WorkQueue queue;
  private final JobBoard board;
  private final RetryRule rule;

  Housekeeper(LeaseSweep sweep, WorkQueue queue, JobBoard board, RetryRule rule) {
    this.sweep = sweep;
    this.queue = queue;
    this.board = board;
    this.rule = rule;
  }

  /** One round. What fails is logged and tried again in the next one. */
  void round() {
    try {
      sweep.expire(rule).forEach(board::failed);
      sweep.wake();
      board.repair(); // another coordinator may have taken a result
      refill();
    } catch (FarmException e) {
      log.warn("housekeeping failed and will be tried again: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("housekeeping failed and will be tried again", e);
    }
  }

  /** Only queues without a hint, or hints would pile up faster than they are taken. */
  private void refill() {
    List<PlannedJob> ready = sweep.ready(LARGEST_REFILL);
    Map<String, Boolean> isEmpty = new HashMap<>();
    for (PlannedJob job : ready) {
      if (isEmpty.computeIfAbsent(job.target(), target -> queue.size(target) == 0)) {
        queue.offer(job.target(), job.id());
      }
    }
  }
}
