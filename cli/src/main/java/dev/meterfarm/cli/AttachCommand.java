package dev.meterfarm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator attach}: watches a campaign again. */
@Command(
    name = "attach",
    description = {
      "Watches a campaign on a coordinator, and fetches its bundles and reports at the end.",
      "Ctrl-C stops watching; the campaign goes on."
    })
final class AttachCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      defaultValue = "",
      description = "The campaign; the newest by default.")
  private String id;

  @Mixin private RemoteOptions remote;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "meterfarm-out",
      description = "Where bundles and reports go; ${DEFAULT-VALUE} by default.")
  private Path out;

  @Option(names = "--json", description = "Print the result as JSON; progress goes to stderr.")
  private boolean json;

  @Mixin private AccuracyGate gate;

  @Override
  @SuppressWarnings("try") // the signal works by being open
  public Integer call() throws InterruptedException {
    OperatorClient client = remote.client();
    String campaign = client.campaignOrNewest(id).id();
    try (StopSignal signal = StopSignal.install()) {
      return new CampaignWatch(client, remote, out, json, gate).follow(campaign);
    }
  }
}
