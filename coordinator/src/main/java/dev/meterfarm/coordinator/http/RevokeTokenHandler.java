package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.Role;

/** {@code DELETE /api/v1/tokens/{id}}: revokes a token. */
public final class RevokeTokenHandler implements RouteHandler {
  private final AccessControl access;

  public RevokeTokenHandler(AccessControl access) {
    this.access = access;
  }

  @Override
  public Route route() {
    return Route.delete("/api/v1/tokens/{id}", Role.ADMIN);
  }

  @Override
  public Reply handle(Call call) {
    access.revoke(call.pathValue("id"), call.caller(), call.remote());
    return Reply.nothing();
  }
}
