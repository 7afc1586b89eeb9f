package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.service.CampaignView;
import java.util.Optional;

/** {@code POST /api/v1/campaigns/{id}/resume}. */
public final class ResumeCampaignHandler implements RouteHandler {

  private final CampaignService campaigns;
  private final AccessControl access;

  public ResumeCampaignHandler(CampaignService campaigns, AccessControl access) {
    this.campaigns = campaigns;
    this.access = access;
  }

  @Override
  public Route route() {
    return new Route(
        Route.Method.POST,
        "/api/v1/campaigns/{id}/resume",
        Optional.of(Role.OPERATOR),
        Route.Body.NONE);
  }

  @Override
  public Reply handle(Call call) {
    CampaignView campaign = campaigns.resume(call.pathValue("id"));
    CampaignMessages.audit(access, call, "resume", campaign.id());
    return CampaignMessages.json(campaign);
  }
}
