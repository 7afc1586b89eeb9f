package dev.meterfarm.coordinator.result;

import java.time.Duration;

/** Hears how a campaign goes on. Called from several threads; must return soon. */
public interface CampaignListener {
  /** A new snapshot; at most a few in a second. */
  void progress(CampaignProgress progress);

  /** Something that a person should know: a retry, a bad spell, a finished round. */
  void note(String target, String message);

  /** The forests of a round are trained. */
  default void trained(String target, Duration took) {}

  /** A target is done. Its planning thread calls; what this throws ends the campaign. */
  default void finished(TargetResult result) {}
}
