package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.protocol.job.JobId;

/**
 * {@code GET /api/v1/campaigns/{id}/measurements}: what a campaign measured, page by page, so that
 * no page is too large for anybody's memory.
 */
public final class ExportHandler implements RouteHandler {
  private static final int USUAL_JOBS = 500;
  private static final int MOST_JOBS = 5_000;

  private final CampaignService campaigns;
  private final MeasurementStore measurements;

  public ExportHandler(CampaignService campaigns, MeasurementStore measurements) {
    this.campaigns = campaigns;
    this.measurements = measurements;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}/measurements", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    String campaign = campaigns.find(call.pathValue("id")).id();
    JobId after = new JobId(call.queryNumber("after", 0, 0, Long.MAX_VALUE));
    int jobs = (int) call.queryNumber("jobs", USUAL_JOBS, 1, MOST_JOBS);
    return CampaignMessages.json(measurements.page(campaign, after, jobs));
  }
}
