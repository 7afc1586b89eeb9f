package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator resume}. */
@Command(
    name = "resume",
    description =
        "Lets a paused campaign go on, whoever paused it; with --device a paused or retired device.")
final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign, or the device.")
  private String id;

  @Option(names = "--device", description = "ID is a device.")
  private boolean device;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the campaign as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (device) {
      return FarmOrder.send(
          remote, new DeviceOrder(id, DeviceVerb.RESUME, "", Optional.empty()), json);
    }
    PauseCommand.print(remote.client().resume(id), json);
    return ExitCode.OK.code();
  }
}
