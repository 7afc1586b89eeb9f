package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.SyncCall;

/** {@code POST /api/v1/agent/sync}: an agent says what it holds, and hears what becomes of it. */
public final class SyncHandler implements RouteHandler {
  private final CoordinatorLink link;
  private final AgentSessions sessions;

  public SyncHandler(CoordinatorLink link, AgentSessions sessions) {
    this.link = link;
    this.sessions = sessions;
  }

  @Override
  public Route route() {
    return Route.post(LinkMessages.PATH + "sync", Role.AGENT);
  }

  @Override
  public Reply handle(Call call) {
    SyncCall asked = call.read(SyncCall.class);
    return Reply.json(link.sync(sessions.require(call, asked.session()), asked.request()));
  }
}
