package dev.meterfarm.coordinator.service;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a campaign is paused. A person's hold and the farm's stand beside each other: the campaign
 * runs when there is neither.
 *
 * @param by who paused it; {@link #FARM} where the farm did
 * @param note the reason, for people
 * @param since when
 * @param until when it ends by itself; empty if only a person ends it
 */
public record CampaignHold(String by, String note, Instant since, Optional<Instant> until) {
  /** The farm itself. */
  public static final String FARM = "farm";

  public CampaignHold {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(since, "since");
    until = until == null ? Optional.empty() : until;
  }

  boolean isOver(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }
}
