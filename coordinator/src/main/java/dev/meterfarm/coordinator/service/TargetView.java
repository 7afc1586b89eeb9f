package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.result.CampaignProgress;
import java.util.Optional;

/**
 * A target of a campaign, as of now.
 *
 * @param target its name
 * @param state where it stands
 * @param detail why, for people; empty where there is nothing to say
 * @param progress how far it is; empty before it began
 */
public record TargetView(
    String target, State state, String detail, Optional<CampaignProgress> progress) {

  /** Where a target of a campaign stands. */
  public enum State {
    /** The campaign is paused, cancelled or about to start. */
    RESTING,
    /** Nobody serves the target; its budget stands still meanwhile. */
    WAITING,
    /** It is measured. */
    MEASURING,
    /** Its bundle can be downloaded, or its result says why there is none. */
    DONE
  }

  TargetView with(State next, String why) {
    return new TargetView(target, next, why, progress);
  }
}
