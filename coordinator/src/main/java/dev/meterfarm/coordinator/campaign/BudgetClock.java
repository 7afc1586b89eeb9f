package dev.meterfarm.coordinator.campaign;

/** Tells how much of a campaign's budget is used. Thread-safe, but for {@link #keep}. */
interface BudgetClock {
  /** Seconds of the budget that are used, resumed parts included. */
  double usedSeconds();

  /** Says that jobs worth so many seconds of device time were done. */
  void spent(double estimatedSeconds);

  /**
   * Remembers what is used, if it is time to, where a later start could not tell from the jobs.
   * Whoever waits calls it at least every second. For the planning thread.
   */
  void keep();
}
