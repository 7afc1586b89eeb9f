package dev.meterfarm.cli;

import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.coordinator.config.ModelFile;
import dev.meterfarm.coordinator.dispatch.SteadyClock;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Begins a campaign in a ledger, or finds the one to go on with. For one thread. */
final class CampaignOpening {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final SqliteStore store;
  private final ProgressView view;

  CampaignOpening(SqliteStore store, ProgressView view) {
    this.store = store;
    this.view = view;
  }

  /** What the last campaign in a folder with results was asked for; empty if there is none. */
  static Optional<CampaignOrder> lastOrder(Path out) {
    Path ledger = Places.ledger(out);
    if (!Files.exists(ledger.resolve(SqliteStore.FILE_NAME))) {
      return Optional.empty();
    }
    try (SqliteStore store =
        SqliteStore.open(ledger, new SteadyClock(Clock.systemUTC(), System::nanoTime))) {
      return store.campaigns().all().stream()
          .reduce((first, second) -> second)
          .map(last -> CampaignOrder.read(last.specJson()));
    }
  }

  /** A new campaign; others in the same ledger get no more jobs. */
  Campaign begin(CampaignSpec spec) {
    for (Campaign other : store.campaigns().all()) {
      if (other.state() == CampaignState.RUNNING) {
        store.campaigns().setState(other.id(), CampaignState.PAUSED);
        view.note(
            spec.name(), "the unfinished campaign " + other.id() + " in " + spec.out() + " rests");
      }
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String id = ID.format(now);
    for (int i = 2; store.campaigns().find(id).isPresent(); i++) {
      id = ID.format(now) + "-" + i;
    }
    Campaign campaign =
        new Campaign(
            id,
            spec.name(),
            CampaignOrder.of(spec, files(spec.models()), files(spec.evaluate())).json(),
            spec.seed(),
            CampaignState.RUNNING,
            now,
            Version.text());
    store.campaigns().create(campaign);
    return campaign;
  }

  /**
   * The last campaign of the ledger.
   *
   * @throws FarmException if there is none, or it was about something else
   */
  Campaign resume(CampaignSpec spec) {
    List<Campaign> all = store.campaigns().all();
    if (all.isEmpty()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "there is no campaign in " + spec.out() + " to go on with; start one without --resume");
    }
    Campaign last = all.get(all.size() - 1);
    CampaignOrder begun = CampaignOrder.read(last.specJson());
    CampaignOrder asked =
        CampaignOrder.of(
            spec,
            spec.models().isPresent() ? files(spec.models()) : begun.models(),
            spec.evaluate().isPresent() ? files(spec.evaluate()) : begun.evaluate());
    if (!begun.asksTheSameAs(asked)) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "the last campaign in "
              + spec.out()
              + " was about "
              + begun.words()
              + ", not about "
              + asked.words()
              + "; ask for the same, or start a new campaign without --resume");
    }
    store.campaigns().setSpec(last.id(), begun.withLimitsOf(asked).json());
    store.campaigns().setState(last.id(), CampaignState.RUNNING);
    return store.campaigns().find(last.id()).orElseThrow();
  }

  /** The networks in a folder, put into the ledger; what cannot be read is told and left out. */
  private List<ModelFile> files(Optional<Path> folder) {
    return OwnFiles.in(folder, view).stream()
        .map(file -> new ModelFile(file.name(), store.blobs().put(file.content())))
        .toList();
  }
}
