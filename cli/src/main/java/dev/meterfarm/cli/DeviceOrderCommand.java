package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that says one thing about one device. */
abstract class DeviceOrderCommand implements Callable<Integer> {
  private final DeviceVerb verb;

  @Parameters(paramLabel = "DEVICE", description = "The device, as 'devices' lists it.")
  private String device;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the device as JSON.")
  private boolean json;

  DeviceOrderCommand(DeviceVerb verb) {
    this.verb = verb;
  }

  /** What others will see; may be empty. */
  abstract String note();

  @Override
  public final Integer call() throws InterruptedException {
    return FarmOrder.send(remote, new DeviceOrder(device, verb, note(), Optional.empty()), json);
  }
}
