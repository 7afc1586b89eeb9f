package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.store.Planning;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A campaign's thread, within one term of this node. */
final class RunningCampaign {
  private static final Logger log = LoggerFactory.getLogger(RunningCampaign.class);

  private final CampaignTargets targets;
  private final Planning planning;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private RunningCampaign(
      LiveCampaign live, CampaignTargets targets, Planning planning, Runnable work) {
    this.targets = targets;
    this.planning = planning;
    thread =
        new Thread(
            () -> {
              try {
                work.run();
              } finally {
                over.countDown();
              }
            },
            "campaign-" + live.row().id());
    thread.setDaemon(true);
  }

  static RunningCampaign start(
      LiveCampaign live, CampaignTargets targets, Planning planning, Runnable work) {
    RunningCampaign running = new RunningCampaign(live, targets, planning, work);
    running.thread.start();
    return running;
  }

  CampaignTargets targets() {
    return targets;
  }

  /** What it writes with, in the term in which it began and in no later one. */
  Planning planning() {
    return planning;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Interrupts it; repeating it is harmless. */
  void stop() {
    if (!isOver()) {
      thread.interrupt();
    }
  }

  void awaitEnd(Duration limit) {
    try {
      if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} does not stop within {} s", thread.getName(), limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
