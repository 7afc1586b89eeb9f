package dev.meterfarm.protocol.device;

/** What a driver's timed region contains. */
public enum TimedRegion {
  /** The inference alone: inputs are in place, outputs stay where they are. */
  COMPUTE,
  /** Upload, download or layout changes of the model's inputs and outputs as well. */
  COMPUTE_AND_TRANSFER
}
