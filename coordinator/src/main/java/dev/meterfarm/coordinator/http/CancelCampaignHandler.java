package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.service.CampaignView;
import java.util.Optional;

/** {@code POST /api/v1/campaigns/{id}/cancel}. */
public final class CancelCampaignHandler implements RouteHandler {

  private final CampaignService campaigns;
  private final AccessControl access;

  public CancelCampaignHandler(CampaignService campaigns, AccessControl access) {
    this.campaigns = campaigns;
    this.access = access;
  }

  @Override
  public Route route() {
    return new Route(
        Route.Method.POST,
        "/api/v1/campaigns/{id}/cancel",
        Optional.of(Role.OPERATOR),
        Route.Body.NONE);
  }

  @Override
  public Reply handle(Call call) {
    CampaignView campaign = campaigns.cancel(call.pathValue("id"));
    CampaignMessages.audit(access, call, "cancel", campaign.id());
    return CampaignMessages.json(campaign);
  }
}
