package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;

/** {@code GET /api/v1/campaigns/{id}}: one campaign. */
public final class GetCampaignHandler implements RouteHandler {

  private final CampaignService campaigns;

  public GetCampaignHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    return CampaignMessages.json(campaigns.find(call.pathValue("id")));
  }
}
