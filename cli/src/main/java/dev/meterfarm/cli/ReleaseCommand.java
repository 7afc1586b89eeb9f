package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator release}. */
@Command(
    name = "release",
    description =
        "Lets a QUARANTINED device prove itself: it gets jobs once a reference run passed.")
final class ReleaseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DEVICE", description = "The device, as 'devices' lists it.")
  private String device;

  @Option(names = "--note", paramLabel = "TEXT", description = "What was done about it.")
  private String note = "";

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the device as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    return FarmOrder.send(
        remote, new DeviceOrder(device, DeviceVerb.RELEASE, note, Optional.empty()), json);
  }
}
