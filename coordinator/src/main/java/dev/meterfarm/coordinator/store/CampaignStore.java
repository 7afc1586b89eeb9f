package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.TargetDescription;
import java.util.List;
import java.util.Optional;

/** Campaigns and the targets that they measure. */
public interface CampaignStore {
  /**
   * Stores a new campaign.
   *
   * @throws dev.meterfarm.protocol.error.FarmException with INVALID_REQUEST if the id is taken
   */
  void create(Campaign campaign);

  Optional<Campaign> find(String id);

  /** All campaigns, the oldest first. */
  List<Campaign> all();

  /** Changes a campaign's state. Its jobs follow it then and there if they are few. */
  void setState(String id, CampaignState state);

  /**
   * Changes a campaign's state if it is what the caller thinks; otherwise as {@link #setState}.
   *
   * @return false if it is another, and stays
   */
  boolean changeState(String id, CampaignState from, CampaignState to);

  /** Replaces what was asked for, as when a campaign goes on with a larger budget. */
  void setSpec(String id, String specJson);

  /** Stores a target of the campaign, or replaces its description. */
  void putTarget(String id, TargetDescription target);

  /** The campaign's targets, by name. */
  List<TargetDescription> targets(String id);
}
