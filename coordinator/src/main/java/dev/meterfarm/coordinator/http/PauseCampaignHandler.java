package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** {@code POST /api/v1/campaigns/{id}/pause}: with a note, and an end if there is to be one. */
public final class PauseCampaignHandler implements RouteHandler {

  private final CampaignService campaigns;
  private final AccessControl access;
  private final Clock clock;

  public PauseCampaignHandler(CampaignService campaigns, AccessControl access, Clock clock) {
    this.campaigns = campaigns;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public Route route() {
    return Route.post("/api/v1/campaigns/{id}/pause", Role.OPERATOR);
  }

  @Override
  public Reply handle(Call call) {
    CampaignMessages.PauseOrder order = call.read(CampaignMessages.PauseOrder.class);
    if (order.note().isEmpty()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "a pause needs a note, so that others know why and whom to ask");
    }
    Optional<Instant> until = order.duration().map(clock.instant()::plus);
    CampaignView campaign =
        campaigns.pause(call.pathValue("id"), call.caller().name(), order.note(), until);
    CampaignMessages.audit(access, call, "pause", campaign.id());
    return CampaignMessages.json(campaign);
  }
}
