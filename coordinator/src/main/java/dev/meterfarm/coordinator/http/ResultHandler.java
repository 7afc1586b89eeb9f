package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.protocol.link.CoordinatorLink;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.ResultAnswer;
import dev.meterfarm.protocol.link.LinkMessages.ResultCall;

/**
 * {@code POST /api/v1/agent/results}: an agent hands in a result, perhaps again, perhaps one of an
 * earlier session of its own. The answer comes when the result is durable.
 */
public final class ResultHandler implements RouteHandler {
  private final CoordinatorLink link;

  public ResultHandler(CoordinatorLink link) {
    this.link = link;
  }

  @Override
  public Route route() {
    return Route.post(LinkMessages.PATH + "results", Role.AGENT);
  }

  @Override
  public Reply handle(Call call) {
    ResultCall handed = call.read(ResultCall.class);
    return Reply.json(
        new ResultAnswer(
            link.submit(AgentSessions.session(call, handed.session()), handed.result())));
  }
}
