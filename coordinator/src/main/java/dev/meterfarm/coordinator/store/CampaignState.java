package dev.meterfarm.coordinator.store;

/** Where a campaign stands. Jobs are granted for {@link #RUNNING} campaigns only. */
public enum CampaignState {
  RUNNING,
  PAUSED,
  CANCELLED,
  FINISHED
}
