package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.service.CampaignView;
import java.nio.charset.StandardCharsets;

/** {@code POST /api/v1/campaigns}: takes an order; the campaign begins at once. */
public final class SubmitCampaignHandler implements RouteHandler {

  private final CampaignService campaigns;
  private final AccessControl access;

  public SubmitCampaignHandler(CampaignService campaigns, AccessControl access) {
    this.campaigns = campaigns;
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.post("/api/v1/campaigns", Role.OPERATOR);
  }

  @Override
  public Reply handle(Call call) {
    CampaignView campaign = campaigns.submit(new String(call.body(), StandardCharsets.UTF_8));
    CampaignMessages.audit(access, call, "submit", campaign.id());
    return CampaignMessages.json(201, campaign);
  }
}
