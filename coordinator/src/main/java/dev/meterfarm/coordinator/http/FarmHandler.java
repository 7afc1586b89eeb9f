package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.FarmMessages.AgentView;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceView;
import dev.meterfarm.coordinator.http.FarmMessages.FarmView;
import dev.meterfarm.coordinator.registry.Registry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET /api/v1/devices}: devices, agents and findings, from memory. */
public final class FarmHandler implements PromptHandler {
  private final Registry registry;

  public FarmHandler(Registry registry) {
    this.registry = registry;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/devices", Role.VIEWER);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    return CompletableFuture.completedStage(
        CampaignMessages.json(
            new FarmView(
                registry.devices().stream().map(DeviceView::of).toList(),
                registry.agents().stream().map(AgentView::of).toList(),
                registry.findings())));
  }
}
