package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.service.CampaignService;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /api/v1/campaigns/{id}/progress}: what happened since; a long poll if asked to wait.
 */
public final class CampaignProgressHandler implements PromptHandler {
  private static final long LONGEST_WAIT_SECONDS = 60;

  private final CampaignService campaigns;

  public CampaignProgressHandler(CampaignService campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/campaigns/{id}/progress", Role.VIEWER);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    long after = call.queryNumber("after", 0, 0, Long.MAX_VALUE);
    long seconds = call.queryNumber("wait", 0, 0, LONGEST_WAIT_SECONDS);
    return campaigns
        .awaitProgress(call.pathValue("id"), after, Duration.ofSeconds(seconds))
        .thenApply(CampaignMessages::json);
  }
}
