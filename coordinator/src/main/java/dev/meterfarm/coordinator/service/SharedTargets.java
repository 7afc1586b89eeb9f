package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.dispatch.Presence;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What agents told about targets, whichever node they told it: every node writes what it heard into
 * the ledger and reads what others did. Thread-safe.
 */
public final class SharedTargets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SharedTargets.class);

  private final Presence presence;
  private final CampaignStore campaigns;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "shared-targets");
            thread.setDaemon(true);
            return thread;
          });

  /** What the ledger has, as far as this node knows. */
  private volatile Map<String, TargetDescription> shared = Map.of();

  private SharedTargets(Presence presence, CampaignStore campaigns) {
    this.presence = presence;
    this.campaigns = campaigns;
  }

  /** Starts the exchange, which happens once in every pause. */
  public static SharedTargets start(Presence presence, CampaignStore campaigns, Duration pause) {
    SharedTargets targets = new SharedTargets(presence, campaigns);
    var unused =
        targets.rounds.scheduleWithFixedDelay(
            targets::exchange, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return targets;
  }

  private void exchange() {
    try {
      Map<String, TargetDescription> known = new HashMap<>();
      campaigns.targets(Campaign.FARM).forEach(target -> known.put(target.name(), target));
      presence
          .targets()
          .forEach(
              (name, target) -> {
                if (!target.equals(known.put(name, target))) {
                  campaigns.putTarget(Campaign.FARM, target);
                }
              });
      shared = Map.copyOf(known);
    } catch (FarmException e) {
      log.warn("targets are not exchanged with other nodes for a moment: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("targets are not exchanged with other nodes for a moment", e);
    }
  }

  /** The description of a target; what this node was told itself counts first. */
  Optional<TargetDescription> find(String target) {
    return presence.target(target).or(() -> Optional.ofNullable(shared.get(target)));
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
