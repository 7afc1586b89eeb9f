package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.FailureCall;

/** {@code POST /api/v1/agent/failures}: an agent could not run a job, or hands it back. */
public final class FailureHandler implements RouteHandler {
  private final CoordinatorLink link;

  public FailureHandler(CoordinatorLink link) {
    this.link = link;
  }

  @Override
  public Route route() {
    return Route.post(LinkMessages.PATH + "failures", Role.AGENT);
  }

  @Override
  public Reply handle(Call call) {
    FailureCall told = call.read(FailureCall.class);
    link.fail(
        AgentSessions.session(call, told.session()), told.lease(), told.code(), told.message());
    return Reply.nothing();
  }
}
