package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.CampaignMessages.CampaignList;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.coordinator.service.TargetView;
import dev.meterfarm.coordinator.store.CampaignState;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coordinator campaigns}: what a coordinator runs, ran and will run. */
@Command(
    name = "campaigns",
    description = "Lists the campaigns of a coordinator, the newest first.")
final class CampaignsCommand implements Callable<Integer> {
  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    List<CampaignView> campaigns = remote.client().campaigns();
    System.out.print(json ? FarmJson.text(new CampaignList(campaigns)) + "\n" : table(campaigns));
    return ExitCode.OK.code();
  }

  static String table(List<CampaignView> campaigns) {
    if (campaigns.isEmpty()) {
      return "No campaign yet; submit one: bin/coordinator run-campaign --coordinator URL\n";
    }
    TextTable table = new TextTable("id", "name", "state", "targets", "done %", "left", "why");
    for (CampaignView campaign : campaigns) {
      table.row(
          campaign.id(),
          campaign.name(),
          campaign.state().name(),
          campaign.targets().stream().map(TargetView::target).collect(Collectors.joining(",")),
          String.format(Locale.ROOT, "%.0f", 100 * share(campaign)),
          left(campaign),
          CampaignWatch.reason(campaign));
    }
    return table.toString();
  }

  /** Of the target that takes longest; empty where nothing goes on. */
  private static String left(CampaignView campaign) {
    return campaign.targets().stream()
        .filter(target -> campaign.state() == CampaignState.RUNNING)
        .filter(target -> target.state() == TargetView.State.MEASURING)
        .flatMap(target -> target.progress().stream())
        .map(CampaignProgress::left)
        .max(Comparator.naturalOrder())
        .map(ProgressLines::clock)
        .orElse("");
  }

  /** Mean share of the targets' budgets. */
  private static double share(CampaignView campaign) {
    return campaign.targets().stream()
        .mapToDouble(
            target ->
                target.state() == TargetView.State.DONE
                    ? 1
                    : target.progress().map(progress -> progress.share()).orElse(0.0))
        .average()
        .orElse(0);
  }
}
