package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coordinator release}. */
@Command(
    name = "release",
    description =
        "Lets a QUARANTINED device prove itself: it gets jobs once a reference run passed.")
final class ReleaseCommand extends DeviceOrderCommand {
  @Option(names = "--note", paramLabel = "TEXT", description = "What was done about it.")
  private String note = "";

  ReleaseCommand() {
    super(DeviceVerb.RELEASE);
  }

  @Override
  String note() {
    return note;
  }
}
