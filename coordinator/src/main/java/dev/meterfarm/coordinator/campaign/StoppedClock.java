package dev.meterfarm.coordinator.campaign;

/** The budget of a campaign that measures no more: what was used, and nothing left. */
record StoppedClock(double usedSeconds) implements BudgetClock {
  @Override
  public void spent(double estimatedSeconds) {}

  @Override
  public void keep() {}
}
