package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;

/** {@code GET /api/v1/campaigns/{id}/result}: the tables of a finished campaign. */
public final class CampaignResultHandler implements RouteHandler {

  private final CampaignService campaigns;

  public CampaignResultHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}/result", Role.VIEWER);
  }

  @Override
  public Reply handle(Call call) {
    CampaignView campaign = campaigns.find(call.pathValue("id"));
    if (campaign.state() != CampaignState.FINISHED) {
      throw new FarmException(
          ErrorCode.CONFLICT,
          "campaign "
              + campaign.id()
              + " is "
              + campaign.state()
              + "; it has a result when it is FINISHED");
    }
    return Reply.bytes("application/json", campaigns.artifact(campaign.id(), "result.json"));
  }
}
