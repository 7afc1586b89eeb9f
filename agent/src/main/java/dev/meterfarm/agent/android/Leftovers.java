package dev.meterfarm.agent.android;

import dev.meterfarm.agent.device.DeviceException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands that end and remove what stayed on a phone because it went in the middle of a job: a run
 * that goes on there would disturb the next one. Thread-safe.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration QUICK = Duration.ofSeconds(20);

  private final Queue<String> commands = new ConcurrentLinkedQueue<>();

  /**
   * Runs a command, also for a thread that is to stop; when the phone is back, if it does not
   * answer now.
   *
   * @return whether it ran
   */
  boolean removeNow(AdbPhone phone, String command) {
    boolean interrupted = Thread.interrupted();
    try {
      phone.shell(command, QUICK);
      return true;
    } catch (DeviceException | InterruptedException e) {
      LOG.warn(
          "What a job left on phone {} is ended and removed when it is back: {}",
          phone.serial(),
          e.getMessage());
      commands.add(command);
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs everything on a phone that is back; what fails is tried again next time. */
  void remove(AdbPhone phone) throws InterruptedException {
    for (String command = commands.peek(); command != null; command = commands.peek()) {
      phone.shell(command, QUICK);
      commands.remove(command);
    }
  }
}
