package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.CampaignStore;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The running campaigns and how many of their jobs are in each state. Counting millions of jobs
 * takes its time, so they are counted the more seldom the longer it takes. {@link #read} is called
 * by one thread.
 */
final class JobCounts implements StatusSection {
  /** At most this share of the time is spent on counting: one part of so many. */
  private static final int SHARE = 20;

  private final CampaignStore campaigns;
  private final JobPlan plan;
  private final LongSupplier ticker;
  private volatile Map<String, Map<JobState, Integer>> latest = Map.of();
  private Map<String, Object> counted = Map.of();
  private long countedNanos;
  private long tookNanos;

  /**
   * @param ticker monotonic nanoseconds
   */
  JobCounts(CampaignStore campaigns, JobPlan plan, LongSupplier ticker) {
    this.campaigns = campaigns;
    this.plan = plan;
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public Map<String, Object> read() {
    long start = ticker.getAsLong();
    if (counted.isEmpty() || start - countedNanos >= SHARE * tookNanos) {
      counted = count();
      countedNanos = ticker.getAsLong();
      tookNanos = countedNanos - start;
    }
    return counted;
  }

  private Map<String, Object> count() {
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

  /** What was counted last, by campaign. */
  Map<String, Map<JobState, Integer>> latest() {
    return latest;
  }
}
