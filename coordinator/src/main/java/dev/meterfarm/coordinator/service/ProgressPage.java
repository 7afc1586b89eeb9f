package dev.meterfarm.coordinator.service;

import java.util.List;

/**
 * What happened to a campaign since somebody looked last.
 *
 * @param campaign as of now
 * @param events what happened since, oldest first; very old events are forgotten
 */
public record ProgressPage(CampaignView campaign, List<CampaignEvent> events) {
  public ProgressPage {
    events = List.copyOf(events);
  }
}
