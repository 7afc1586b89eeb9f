package dev.meterfarm.coordinator.campaign;

import java.util.concurrent.atomic.DoubleAdder;

/**
 * A budget that counts jobs, for simulated targets: what is used follows from the jobs that were
 * planned and from nothing else, so that the same seed gives the same campaign on any machine.
 */
final class JobCountClock implements BudgetClock {
  private final DoubleAdder seconds = new DoubleAdder();

  @Override
  public double usedSeconds() {
    return seconds.sum();
  }

  @Override
  public void spent(double estimatedSeconds) {
    seconds.add(estimatedSeconds);
  }

  @Override
  public void keep() {}
}
