package dev.meterfarm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator cancel}. */
@Command(
    name = "cancel",
    description = "Ends a campaign for good. What was measured stays in the ledger.")
final class CancelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign.")
  private String id;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the campaign as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PauseCommand.print(remote.client().cancel(id), json);
    return ExitCode.OK.code();
  }
}
