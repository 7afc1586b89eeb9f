package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;

/** {@code GET /api/v1/campaigns/{id}/artifacts/{name}}: one of those files. */
public final class GetArtifactHandler implements RouteHandler {

  private final CampaignService campaigns;

  public GetArtifactHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}/artifacts/{name}", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    return Reply.bytes(
        "application/octet-stream",
        campaigns.artifact(call.pathValue("id"), call.pathValue("name")));
  }
}
