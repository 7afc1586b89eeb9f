package dev.meterfarm.agent.android;

import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the lab's own command that takes the power of a phone's USB port away and gives it back, at
 * most once in ten minutes for each phone. Safe for use from many threads.
 */
final class PowerCycle {
  private static final Logger LOG = LoggerFactory.getLogger(PowerCycle.class);
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Map<String, Long> lastNanos = new ConcurrentHashMap<>();

  /** Runs the command of a phone's profile, if it has one and is due. */
  void tryRun(AndroidProfile profile, PhoneFacts facts) throws InterruptedException {
    if (profile.powerCycle().isEmpty() || !isDue(facts.serial())) {
      return;
    }
    List<String> command = command(profile.powerCycle(), facts);
    LOG.warn("Phone {} does not answer: running {}", facts.serial(), command);
    ProcessResult result = ExternalProcess.run(ProcessRequest.of(command, DEADLINE));
    if (!(result instanceof ProcessResult.Exited of) || !of.isSuccess()) {
      LOG.warn("The power of phone {} was not cycled: {}", facts.serial(), result);
    }
  }

  private boolean isDue(String serial) {
    long now = System.nanoTime();
    long last =
        lastNanos.merge(serial, now, (old, fresh) -> fresh - old < PAUSE.toNanos() ? old : fresh);
    return last == now;
  }

  /** The command with the phone's own values in it. */
  static List<String> command(List<String> template, PhoneFacts facts) {
    return template.stream()
        .map(
            word ->
                word.replace("{serial}", facts.serial())
                    .replace("{hub}", facts.place().hub())
                    .replace("{port}", facts.place().port()))
        .toList();
  }
}
