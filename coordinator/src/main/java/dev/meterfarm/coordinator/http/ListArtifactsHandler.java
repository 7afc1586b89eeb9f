package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;

/** {@code GET /api/v1/campaigns/{id}/artifacts}: the files that a campaign yielded so far. */
public final class ListArtifactsHandler implements RouteHandler {

  private final CampaignService campaigns;

  public ListArtifactsHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}/artifacts", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    return CampaignMessages.json(
        new CampaignMessages.ArtifactList(campaigns.artifacts(call.pathValue("id"))));
  }
}
