package dev.meterfarm.protocol.link;

/**
 * Who calls: an agent, and which of its lives. What one life of an agent holds, the next one does
 * not.
 *
 * @param agent name of the agent
 * @param session changes whenever the agent starts anew
 */
public record AgentSession(String agent, String session) {
  public AgentSession {
    if (agent.isBlank() || session.isBlank()) {
      throw new IllegalArgumentException("an agent and its session must have names");
    }
  }

  @Override
  public String toString() {
    return agent;
  }
}
