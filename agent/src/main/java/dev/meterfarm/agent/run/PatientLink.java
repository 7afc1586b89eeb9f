package dev.meterfarm.agent.run;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a call again, with growing pauses, as long as the link fails. Thread-safe. */
final class PatientLink {
  private static final Logger LOG = LoggerFactory.getLogger(PatientLink.class);

  private final LoopSettings settings;
  private final CountDownLatch stopped;

  /**
   * A patient link.
   *
   * @param stopped ends all patience when it opens
   */
  PatientLink(LoopSettings settings, CountDownLatch stopped) {
    this.settings = settings;
    this.stopped = stopped;
  }

  /**
   * Calls until the link works.
   *
   * @param what the call, for messages
   * @throws FarmException any other failure, or that of the link when there is no more patience
   */
  <T> T call(String what, Supplier<T> call) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return call.get();
      } catch (FarmException e) {
        if (e.code() != ErrorCode.LINK_FAILED) {
          throw e;
        }
        if (Integer.bitCount(failures) == 1) { // The 1st, 2nd, 4th, ...: a cut may last.
          LOG.warn("Cannot {}, trying again ({}): {}", what, failures, e.getMessage());
        }
        if (stopped.await(pauseNanos(failures), TimeUnit.NANOSECONDS)) {
          throw e;
        }
      }
    }
  }

  /** Half of it by chance: agents that lost the same coordinator must not all come back at once. */
  private long pauseNanos(int failures) {
    long most = settings.backOff(failures).toNanos();
    return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
  }
}
