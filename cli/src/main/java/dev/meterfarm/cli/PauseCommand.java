package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.CampaignMessages.PauseOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceVerb;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator pause}: lets a campaign rest. */
@Command(
    name = "pause",
    description = {
      "Pauses a campaign of a coordinator, or with --device a device. What is measured at this moment"
          + " still counts, and a campaign's budget stands still.",
      "The note stays until somebody resumes, also over restarts."
    })
final class PauseCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "The campaign, or the device.")
  private String id;

  @Option(names = "--device", description = "ID is a device; a pause of one needs --for.")
  private boolean device;

  @Option(
      names = "--note",
      required = true,
      paramLabel = "TEXT",
      description = "Why; others will see it.")
  private String note;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long, such as 2h; until somebody resumes by default.")
  private Optional<String> lasting = Optional.empty();

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the campaign as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (device) {
      if (lasting.isEmpty()) {
        throw new FarmException(
            ErrorCode.INVALID_REQUEST,
            "a pause of a device has an end: give --for, such as --for 2h; 'retire' takes it out"
                + " for good");
      }
      return FarmOrder.send(
          remote,
          new DeviceOrder(id, DeviceVerb.PAUSE, note, lasting.map(FarmOrder::duration)),
          json);
    }
    CampaignView campaign =
        remote.client().pause(id, new PauseOrder(note, lasting.map(FarmOrder::duration)));
    print(campaign, json);
    return ExitCode.OK.code();
  }

  static void print(CampaignView campaign, boolean json) {
    System.out.print(
        json ? FarmJson.text(campaign) + "\n" : CampaignsCommand.table(List.of(campaign)));
  }
}
