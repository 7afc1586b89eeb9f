package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.FarmMessages.AgentOrder;
import dev.meterfarm.coordinator.http.FarmMessages.AgentView;
import dev.meterfarm.coordinator.registry.AgentRecord;
import dev.meterfarm.coordinator.registry.FarmOrders;
import java.time.Duration;
import java.util.Locale;

/** {@code POST /api/v1/agents/orders}: drain or disable an agent, or end that. */
public final class AgentOrderHandler implements RouteHandler {
  private final FarmOrders orders;
  private final AccessControl access;

  public AgentOrderHandler(FarmOrders orders, AccessControl access) {
    this.orders = orders;
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.post("/api/v1/agents/orders", Role.OPERATOR);
  }

  @Override
  public Reply handle(Call call) {
    AgentOrder order = call.read(AgentOrder.class);
    String by = call.caller().name();
    AgentRecord after =
        switch (order.order()) {
          case DRAIN ->
              orders.drainAgent(
                  order.agent(), order.duration().orElse(Duration.ZERO), order.note(), by);
          case DISABLE -> orders.disableAgent(order.agent(), order.note(), by);
          case RESUME -> orders.resumeAgent(order.agent(), by);
        };
    String verb = order.order().name().toLowerCase(Locale.ROOT);
    access.audit(by, verb, "agent " + order.agent(), "done", call.remote());
    return CampaignMessages.json(AgentView.of(after));
  }
}
