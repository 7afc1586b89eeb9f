package dev.meterfarm.agent.board;

import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Runs the tool on this machine. */
record BoardTool(Path file) {
  /**
   * One run.
   *
   * @param mask CPUs to run on; empty for any
   * @throws DeviceException with RUN_TIMED_OUT if it was killed at the deadline, RUNTIME_MISSING if
   *     it cannot be started
   */
  ToolRun run(OptionalLong mask, List<String> flags, Duration deadline)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    if (mask.isPresent()) {
      command.addAll(List.of("taskset", Long.toHexString(mask.getAsLong())));
    }
    command.add(file.toString());
    command.addAll(flags);
    ProcessResult result = ExternalProcess.run(ProcessRequest.of(command, deadline));
    if (result instanceof ProcessResult.Exited of) {
      return new ToolRun(of.output().out(), of.output().err(), of.code());
    }
    if (result instanceof ProcessResult.Killed) {
      throw new DeviceException(ErrorCode.RUN_TIMED_OUT, file + " was killed after " + deadline);
    }
    throw new DeviceException(
        ErrorCode.RUNTIME_MISSING,
        command.get(0)
            + " cannot be started: "
            + ((ProcessResult.NotStarted) result).reason()
            + "; is it executable, and built for this processor?");
  }
}
