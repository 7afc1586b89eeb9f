package dev.meterfarm.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator resume}. */
@Command(name = "resume", description = "Lets a paused campaign go on, whoever paused it.")
final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign.")
  private String id;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the campaign as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    PauseCommand.print(remote.client().resume(id), json);
    return ExitCode.OK.code();
  }
}
