package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator retire}. */
@Command(
    name = "retire",
    description = {
      "Takes a device out for good; nobody misses it when it is not there.",
      "'resume DEVICE --device' takes that back."
    })
final class RetireCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DEVICE", description = "The device, as 'devices' lists it.")
  private String device;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; others will see it.")
  private String note;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the device as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    return FarmOrder.send(
        remote, new DeviceOrder(device, DeviceVerb.RETIRE, note, Optional.empty()), json);
  }
}
