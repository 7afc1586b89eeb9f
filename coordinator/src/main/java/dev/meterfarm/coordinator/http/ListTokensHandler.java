package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.TokenMessages.TokenList;
import dev.meterfarm.coordinator.http.TokenMessages.TokenSummary;

/** {@code GET /api/v1/tokens}: all tokens, without their secrets. */
public final class ListTokensHandler implements RouteHandler {
  private final AccessControl access;

  public ListTokensHandler(AccessControl access) {
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.get("/api/v1/tokens", Role.ADMIN);
  }

  @Override
  public Reply handle(Call call) {
    return Reply.json(new TokenList(access.tokens().stream().map(TokenSummary::of).toList()));
  }
}
