package dev.meterfarm.cli;

import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into a message and an exit code; a stack trace only for our mistakes.
 */
final class FailureReport implements IExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof FarmException known && known.type() != ErrorType.INTERNAL) {
      line.getErr().println("error: " + known.getMessage());
      return ExitCode.of(known.code()).code();
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      line.getErr().println("stopped");
      return ExitCode.INTERRUPTED.code();
    }
    LOG.debug("command failed", failure);
    line.getErr().println("error: Meterfarm made a mistake: " + failure);
    failure.printStackTrace(line.getErr());
    return ExitCode.INTERNAL.code();
  }
}
