package dev.meterfarm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code coordinator retrain}. */
@Command(name = "retrain", description = "A new bundle from stored measurements.")
final class RetrainCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return ExitCode.OK.code();
  }
}
