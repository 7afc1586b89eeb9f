package dev.meterfarm.coordinator.service;

import java.time.Duration;
import java.time.Instant;

/** Hears what campaigns of this node achieve, for metrics. Must be quick and throw nothing. */
public interface CampaignWatcher {
  /** The forests of a round are trained. */
  void trained(String target, Duration took);

  /** A bundle is stored. */
  void exported(String target, long bytes, Instant when);
}
