package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.JobPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running campaigns and how many of their jobs are in each state. */
final class JobCounts implements StatusSection {
  private final CampaignStore campaigns;
  private final JobPlan plan;

  JobCounts(CampaignStore campaigns, JobPlan plan) {
    this.campaigns = campaigns;
    this.plan = plan;
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public Map<String, Object> read() {
    Map<String, Object> running = new LinkedHashMap<>();
    int others = 0;
    for (Campaign campaign : campaigns.all()) {
      if (campaign.state() == CampaignState.RUNNING || campaign.state() == CampaignState.PAUSED) {
        running.put(
            campaign.id(), Map.of("state", campaign.state(), "jobs", plan.count(campaign.id())));
      } else {
        others++;
      }
    }
    return Map.of("campaigns", running, "endedCampaigns", others);
  }
}
