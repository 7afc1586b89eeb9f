package dev.meterfarm.cli;

import dev.meterfarm.coordinator.campaign.CampaignRequest;
import dev.meterfarm.coordinator.campaign.OwnNetwork;
import dev.meterfarm.coordinator.config.CampaignSpec;
import dev.meterfarm.coordinator.config.SamplerPolicy;
import dev.meterfarm.coordinator.sampling.AdaptivePolicy;
import dev.meterfarm.coordinator.sampling.BatchPolicy;
import dev.meterfarm.coordinator.sampling.NnMeterPolicy;
import dev.meterfarm.coordinator.sampling.PriorOnlyPolicy;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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
            StoredSpec.of(spec).json(),
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
    StoredSpec stored = StoredSpec.read(last.specJson());
    if (!stored.equals(StoredSpec.of(spec))) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "the last campaign in "
              + spec.out()
              + " was about "
              + stored.words()
              + ", not about "
              + StoredSpec.of(spec).words()
              + "; ask for the same, or start a new campaign without --resume");
    }
    store.campaigns().setState(last.id(), CampaignState.RUNNING);
    return last;
  }

  /** The request for the engine, with the user's networks read. */
  CampaignRequest request(Campaign campaign, CampaignSpec spec) {
    return new CampaignRequest(
        campaign.id(),
        spec.seed(),
        spec.budget().time(),
        spec.budget().jobs(),
        spec.kernels().stream().map(KernelFamily::requireByWord).collect(Collectors.toSet()),
        networks(spec.models()),
        networks(spec.evaluate()),
        spec.convergence().within10Percent(),
        policy(spec.sampler()),
        false,
        spec.out());
  }

  /** The networks in a folder; what cannot be read is told and left out. */
  List<OwnNetwork> networks(Optional<Path> folder) {
    List<OwnNetwork> networks = new ArrayList<>();
    if (folder.isEmpty()) {
      return networks;
    }
    for (ModelFiles.Entry entry : ModelFiles.read(List.of(folder.get())).entries()) {
      if (entry.graph().isEmpty()) {
        view.note(entry.name(), "left out: " + entry.error());
        continue;
      }
      networks.add(
          new OwnNetwork(
              entry.path().getFileName().toString(), entry.graph().get(), fileRecipe(entry)));
    }
    return networks;
  }

  private ModelRecipe fileRecipe(ModelFiles.Entry entry) {
    try {
      String sha256 = store.blobs().put(Files.readAllBytes(entry.path()));
      return new ModelRecipe(
          ModelRecipe.Form.FILE, entry.path().getFileName().toString(), sha256, sha256);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.MODEL_UNREADABLE, "cannot read " + entry.path() + ": " + e.getMessage(), e);
    }
  }

  private static BatchPolicy policy(SamplerPolicy policy) {
    return switch (policy) {
      case ADAPTIVE -> AdaptivePolicy.DEFAULT;
      case NN_METER -> new NnMeterPolicy();
      case PRIOR_ONLY -> new PriorOnlyPolicy();
    };
  }
}
