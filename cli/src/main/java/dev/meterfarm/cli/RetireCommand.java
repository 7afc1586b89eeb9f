package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coordinator retire}. */
@Command(
    name = "retire",
    description = {
      "Takes a device out for good; nobody misses it when it is not there.",
      "'resume DEVICE --device' takes that back."
    })
final class RetireCommand extends DeviceOrderCommand {
  @Mixin private RequiredNote note;

  RetireCommand() {
    super(DeviceVerb.RETIRE);
  }

  @Override
  String note() {
    return note.text();
  }
}
