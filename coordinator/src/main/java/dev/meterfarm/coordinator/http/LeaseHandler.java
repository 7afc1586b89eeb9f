package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.dispatch.LongPolls;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.LeaseCall;
import java.util.concurrent.CompletionStage;

/** {@code POST /api/v1/agent/leases}: an agent asks for work and waits; 204 if there is none. */
public final class LeaseHandler implements PromptHandler {
  private final LongPolls polls;
  private final AgentSessions sessions;

  public LeaseHandler(LongPolls polls, AgentSessions sessions) {
    this.polls = polls;
    this.sessions = sessions;
  }

  @Override
  public Route route() {
    return Route.post(LinkMessages.PATH + "leases", Role.AGENT);
  }

  @Override
  public CompletionStage<Reply> handle(Call call) {
    LeaseCall asked = call.read(LeaseCall.class);
    return polls
        .lease(sessions.require(call, asked.session()), asked.request(), call.gone())
        .thenApply(lease -> lease.map(Reply::json).orElseGet(Reply::nothing));
  }
}
