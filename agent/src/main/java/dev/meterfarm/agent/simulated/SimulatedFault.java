package dev.meterfarm.agent.simulated;

/** What a simulated device does with a job, for tests of what others make of it. */
public enum SimulatedFault {
  /** Measures. */
  NONE,
  /** The job as a whole fails as if the runtime had crashed. */
  CRASH,
  /**
   * Nothing happens until the caller is interrupted, the device is closed or the deadline is up.
   */
  HANG,
  /** The device is gone. */
  LOST,
  /** The first model of the job is refused, the others are measured. */
  REFUSE_FIRST_MODEL,
  /** Everything takes a third longer, reference models too. */
  SLOW_SPELL
}
