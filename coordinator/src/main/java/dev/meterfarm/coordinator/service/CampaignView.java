package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.store.CampaignState;
import java.time.Instant;
import java.util.List;

/**
 * A campaign, as of now.
 *
 * @param id its id
 * @param name for people
 * @param state where it stands
 * @param created when it was submitted
 * @param seed what all random choices derive from
 * @param budgetSeconds its budget of wall time
 * @param budgetJobs what simulated targets spend instead; 0 where only time was said
 * @param holds why it is paused
 * @param targets one entry for each target
 * @param sequence the number of this state; it grows
 */
public record CampaignView(
    String id,
    String name,
    CampaignState state,
    Instant created,
    long seed,
    long budgetSeconds,
    int budgetJobs,
    List<CampaignHold> holds,
    List<TargetView> targets,
    long sequence) {
  public CampaignView {
    holds = List.copyOf(holds);
    targets = List.copyOf(targets);
  }
}
