package dev.meterfarm.coordinator.result;

import java.util.List;

/**
 * The end of a campaign.
 *
 * @param campaign its id
 * @param seed its seed
 * @param interrupted true where a person or a signal stopped it; it can be resumed
 * @param targets one result for each target
 */
public record CampaignResult(
    String campaign, long seed, boolean interrupted, List<TargetResult> targets) {
  public CampaignResult {
    targets = List.copyOf(targets);
  }
}
