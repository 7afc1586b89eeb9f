package dev.meterfarm.coordinator.campaign;

/** Tells how much of a campaign's budget is used. Thread-safe. */
interface BudgetClock {
  /** Seconds of the budget that are used, resumed parts included. */
  double usedSeconds();

  /** Says that jobs worth so many seconds of device time were done. */
  void spent(double estimatedSeconds);
}
