package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator quarantine}. */
@Command(
    name = "quarantine",
    description = "Takes a device out until somebody releases it and a reference run passes.")
final class QuarantineCommand implements Callable<Integer> {
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
        remote, new DeviceOrder(device, DeviceVerb.QUARANTINE, note, Optional.empty()), json);
  }
}
