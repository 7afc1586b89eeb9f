package dev.meterfarm.cli;

import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.Dispatcher;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.queue.StartingWorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The coordinator's half of a link: a ledger in a file and a hand-out, whose queue never starts, so
 * that everything comes from the ledger.
 */
final class LinkFarm implements AutoCloseable {
  static final String CAMPAIGN = "campaign-1";
  static final Duration LEASE = Duration.ofSeconds(60);

  private final SqliteStore store;
  private final HandOut handOut;

  LinkFarm(Path folder) {
    store = SqliteStore.open(folder, new SteadyClock(Clock.systemUTC(), System::nanoTime));
    Instant now = Instant.parse("2026-11-20T08:00:00Z");
    store
        .campaigns()
        .create(new Campaign(CAMPAIGN, "links", "{}", 1, CampaignState.RUNNING, now, "0.1.0"));
    handOut =
        HandOut.start(
            new LedgerPorts(
                store.plan(),
                store.ledger(),
                store.sweep(),
                store.measurements(),
                store.blobs(),
                store.registry()),
            new StartingWorkQueue(new CompletableFuture<>()),
            new DispatchSettings(
                new LeaseTerms(LEASE, Duration.ofSeconds(60)),
                4,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(50),
                Duration.ofMillis(50)),
            new Random(1));
  }

  SqliteStore store() {
    return store;
  }

  JobBoard board() {
    return handOut.board();
  }

  Dispatcher dispatcher() {
    return handOut.dispatcher();
  }

  @Override
  public void close() {
    handOut.close();
    store.close();
  }
}
