package dev.meterfarm.coordinator.service;

import java.time.Duration;

/**
 * The campaign service's numbers.
 *
 * @param round how often the ledger is looked at
 * @param waitLimit a campaign none of whose open targets is served for so long is paused
 * @param version of this program, for provenance
 */
public record ServiceSettings(Duration round, Duration waitLimit, String version) {
  /** What a lab runs with. */
  public static ServiceSettings of(String version) {
    return new ServiceSettings(Duration.ofMillis(500), Duration.ofHours(1), version);
  }
}
