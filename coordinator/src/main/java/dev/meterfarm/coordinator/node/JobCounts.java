package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The running campaigns and how many of their jobs are in each state. */
final class JobCounts implements StatusSection {
  private final CampaignStore campaigns;
  private final JobPlan plan;
  private volatile Map<String, Map<JobState, Integer>> latest = Map.of();

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
    Map<String, Map<JobState, Integer>> counts = new LinkedHashMap<>();
    int others = 0;
    for (Campaign campaign : campaigns.all()) {
      if (campaign.state() == CampaignState.RUNNING || campaign.state() == CampaignState.PAUSED) {
        Map<JobState, Integer> jobs = plan.count(campaign.id());
        counts.put(campaign.id(), jobs);
        running.put(campaign.id(), Map.of("state", campaign.state(), "jobs", jobs));
      } else {
        others++;
      }
    }
    latest = Map.copyOf(counts);
    return Map.of("campaigns", running, "endedCampaigns", others);
  }

  /** What the last call of {@link #read} found, by campaign. */
  Map<String, Map<JobState, Integer>> latest() {
    return latest;
  }
}
