package dev.meterfarm.cli;

import dev.meterfarm.coordinator.campaign.BudgetPlan;
import dev.meterfarm.coordinator.campaign.CampaignEngine;
import dev.meterfarm.coordinator.campaign.CampaignRequest;
import dev.meterfarm.coordinator.campaign.EnginePorts;
import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.coordinator.campaign.TargetDirectory;
import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.sampling.AdaptivePolicy;
import dev.meterfarm.coordinator.service.CampaignRequests;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coordinator retrain}: a new bundle from stored measurements, without any device. */
@Command(
    name = "retrain",
    description = "Makes new bundles from the measurements of a campaign; needs no device.")
final class RetrainCommand implements Callable<Integer> {
  /** Long enough for every phase to count as allowed; nothing is measured anyway. */
  private static final Duration BUDGET = BudgetPlan.COMPLETE;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "meterfarm-out",
      description = "Folder of the campaign; bundles go there too.")
  private Path out;

  @Option(
      names = "--campaign",
      paramLabel = "ID",
      description = "Which campaign; the last one by default.")
  private Optional<String> id = Optional.empty();

  @Option(names = "--json", description = "Print the result as JSON; progress goes to stderr.")
  private boolean json;

  @Override
  @SuppressWarnings("try") // the signal works by being open
  public Integer call() throws InterruptedException {
    Path ledger = Places.ledger(out);
    if (!Files.exists(ledger.resolve(SqliteStore.FILE_NAME))) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "there is no campaign in " + out + "; give its folder by --out");
    }
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    try (StopSignal signal = StopSignal.install();
        SqliteStore store = SqliteStore.open(ledger, clock);
        HandOut handOut = handOut(store)) {
      return run(store, handOut);
    }
  }

  /** Nobody leases anything here, so a queue that never starts will do. */
  private static HandOut handOut(SqliteStore store) {
    return HandOut.start(
        new LedgerPorts(
            store.plan(),
            store.ledger(),
            store.sweep(),
            store.measurements(),
            store.blobs(),
            store.registry()),
        new StartingWorkQueue(new CompletableFuture<>()),
        DispatchSettings.defaults(),
        new Random(1));
  }

  private int run(SqliteStore store, HandOut handOut) throws InterruptedException {
    Campaign campaign = campaign(store);
    Map<String, TargetDescription> targets = new TreeMap<>();
    store.campaigns().targets(campaign.id()).forEach(each -> targets.put(each.name(), each));
    PrintStream progress =
        json ? new PrintStream(System.err, true, StandardCharsets.UTF_8) : System.out;
    ProgressView view = new ProgressView(progress, false, Terminal.width());
    CampaignOrder order = CampaignOrder.read(campaign.specJson());
    CampaignRequest request =
        new CampaignRequest(
            campaign.id(),
            campaign.seed(),
            BUDGET,
            OptionalInt.empty(),
            order.kernels().stream().map(KernelFamily::requireByWord).collect(Collectors.toSet()),
            CampaignRequests.networks(order.models(), store.blobs()),
            List.of(),
            1,
            AdaptivePolicy.DEFAULT,
            true,
            out);
    EnginePorts ports =
        new EnginePorts(
            store.plan(),
            store.decisions(),
            store.measurements(),
            campaign.created(),
            Version.text());
    CampaignResult result =
        new CampaignEngine(ports, handOut.board(), view)
            .run(request, targets.keySet(), stored(targets));
    System.out.println(json ? JsonOutput.text(result) : ResultTables.text(result));
    return ExitCode.OK.code();
  }

  private static TargetDirectory stored(Map<String, TargetDescription> targets) {
    return new TargetDirectory() {
      @Override
      public TargetDevices devices(String target) {
        return TargetDevices.NONE;
      }

      @Override
      public TargetDescription await(String target) {
        return targets.get(target);
      }

      @Override
      public int sharing(String target) {
        return 1; // measured before there was a choice; what the campaign began with is stored
      }

      @Override
      public LongSupplier clock(String target) {
        return System::nanoTime;
      }
    };
  }

  private Campaign campaign(SqliteStore store) {
    List<Campaign> all = store.campaigns().all();
    return all.stream()
        .filter(each -> id.isEmpty() || each.id().equals(id.get()))
        .reduce((first, second) -> second)
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.INVALID_REQUEST,
                    "there is no campaign "
                        + id.orElse("")
                        + " in "
                        + out
                        + "; known are "
                        + all.stream().map(Campaign::id).toList()));
  }
}
