package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lab's way of taking power from a device for a moment: a program, such as uhubctl or one that
 * switches a relay. A stick that hangs needs it; nothing else brings it back.
 *
 * @param command the program and its arguments; empty where there is none
 * @param pause how long the device takes to come back
 */
record PowerCycle(List<String> command, Duration pause) {
  private static final Logger LOG = LoggerFactory.getLogger(PowerCycle.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  PowerCycle {
    command = List.copyOf(command);
  }

  boolean isPossible() {
    return !command.isEmpty();
  }

  /** Takes the power away and waits; says whether the program ended well. */
  boolean run() throws InterruptedException {
    ProcessResult result = ExternalProcess.run(ProcessRequest.of(command, DEADLINE));
    boolean done = result instanceof ProcessResult.Exited exited && exited.isSuccess();
    LOG.warn("Power cycle {}: {}", command, done ? "done" : result);
    if (done) {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
    return done;
  }
}
