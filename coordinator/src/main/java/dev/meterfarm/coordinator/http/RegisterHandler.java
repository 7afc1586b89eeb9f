package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.AccessControl;
import dev.meterfarm.coordinator.access.AccessToken;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.Registered;
import dev.meterfarm.protocol.link.LinkMessages.Registration;
import java.util.Optional;

/**
 * {@code POST /api/v1/agent/register}: exchanges the registration token that comes with it for a
 * credential.
 */
public final class RegisterHandler implements RouteHandler {
  private final AccessControl access;

  public RegisterHandler(AccessControl access) {
    this.access = access;
  }

  /** Open, because a registration token is no credential; the handler checks it. */
  @Override
  public Route route() {
    return new Route(
        Route.Method.POST, LinkMessages.PATH + "register", Optional.empty(), Route.Body.JSON);
  }

  @Override
  public Reply handle(Call call) {
    Registration wish = call.read(Registration.class);
    AccessToken credential = access.register(call.bearer(), wish.secretSha256(), call.remote());
    return Reply.json(new Registered(credential.id(), credential.name()));
  }
}
