package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;

/** {@code GET /api/v1/campaigns}: all campaigns, the newest first. */
public final class ListCampaignsHandler implements RouteHandler {

  private final CampaignService campaigns;

  public ListCampaignsHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    return CampaignMessages.json(new CampaignMessages.CampaignList(campaigns.list()));
  }
}
