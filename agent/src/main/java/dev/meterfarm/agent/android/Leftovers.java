package dev.meterfarm.agent.android;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Commands that end and remove what stayed on a phone because it went in the middle of a job: a run
 * that goes on there would disturb the next one. Thread-safe.
 */
final class Leftovers {
  private static final Duration QUICK = Duration.ofSeconds(20);

  private final Queue<String> commands = new ConcurrentLinkedQueue<>();

  /** Has a command run when the phone is back. */
  void add(String command) {
    commands.add(command);
  }

  /** Runs everything on a phone that is back; what fails is tried again next time. */
  void remove(AdbPhone phone) throws InterruptedException {
    for (String command = commands.peek(); command != null; command = commands.peek()) {
      phone.shell(command, QUICK);
      commands.remove(command);
    }
  }
}
