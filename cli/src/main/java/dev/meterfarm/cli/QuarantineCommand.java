package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coordinator quarantine}. */
@Command(
    name = "quarantine",
    description = "Takes a device out until somebody releases it and a reference run passes.")
final class QuarantineCommand extends DeviceOrderCommand {
  @Mixin private RequiredNote note;

  QuarantineCommand() {
    super(DeviceVerb.QUARANTINE);
  }

  @Override
  String note() {
    return note.text();
  }
}
