package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.link.AgentSession;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.Hello;

/** {@code POST /api/v1/agent/sessions}: an agent begins, or tells that devices came or went. */
public final class SessionHandler implements RouteHandler {
  private final CoordinatorLink link;
  private final AgentSessions sessions;

  public SessionHandler(CoordinatorLink link, AgentSessions sessions) {
    this.link = link;
    this.sessions = sessions;
  }

  @Override
  public Route route() {
    return Route.post(LinkMessages.PATH + "sessions", Role.AGENT);
  }

  @Override
  public Reply handle(Call call) {
    Hello hello = call.read(Hello.class);
    AgentSession from = AgentSessions.session(call, hello.session());
    sessions.opened(from);
    return Reply.json(link.announce(from, hello.announcement()));
  }
}
