package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.AgentSession;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that have announced themselves to this node. A session that is not known is asked to
 * announce itself again, as after a restart; one that was replaced by a later life of its agent is
 * refused for good, so that two programs with one credential do not fight. Thread-safe.
 */
public final class AgentSessions {
  private static final int MOST_REPLACED = 10_000;

  private final Map<String, AgentSession> current = new ConcurrentHashMap<>();
  private final Set<AgentSession> replaced =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<AgentSession, Boolean> eldest) {
              return size() > MOST_REPLACED;
            }
          });

  /** A session announces itself. */
  synchronized void opened(AgentSession session) {
    requireNotReplaced(session);
    AgentSession before = current.put(session.agent(), session);
    if (before != null && !before.equals(session)) {
      replaced.add(before);
    }
  }

  /**
   * The session of a call.
   *
   * @throws FarmException with SESSION_UNKNOWN, or CONFLICT if another one has taken its place
   */
  AgentSession require(Call call, String session) {
    AgentSession from = session(call, session);
    if (!from.equals(current.get(from.agent()))) {
      synchronized (this) {
        requireNotReplaced(from);
      }
      throw new FarmException(
          ErrorCode.SESSION_UNKNOWN,
          "this coordinator does not know the session of agent " + from + "; announce it again");
    }
    return from;
  }

  static AgentSession session(Call call, String session) {
    if (session.isBlank() || session.length() > 100) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "a session must have a name of 1 to 100 letters");
    }
    return new AgentSession(call.caller().name(), session);
  }

  /** True once a later life of the agent has announced itself here. */
  public synchronized boolean isReplaced(AgentSession session) {
    return replaced.contains(session);
  }

  private void requireNotReplaced(AgentSession session) {
    if (replaced.contains(session)) {
      throw new FarmException(
          ErrorCode.CONFLICT,
          "another program has taken over as agent "
              + session
              + ": stop one of them, or give each a name and a token of its own (bin/coordinator"
              + " token create --agent NAME)");
    }
  }
}
