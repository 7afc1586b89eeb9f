package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AgentSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The latest request for work of each session and its answer: whoever asks again under the same id
 * gets the same answer, also one that is still awaited. Thread-safe.
 */
final class AnsweredLeases {
  private static final int MOST_SESSIONS = 10_000;

  private record Latest(String id, CompletableFuture<Optional<Lease>> answer) {}

  private final Map<AgentSession, Latest> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AgentSession, Latest> eldest) {
          return size() > MOST_SESSIONS;
        }
      };

  /**
   * Enters a request.
   *
   * @param answer will be its answer if it is new
   * @return the answer that counts: {@code answer}, or that of the same request before
   */
  synchronized CompletableFuture<Optional<Lease>> enter(
      AgentSession from, String id, CompletableFuture<Optional<Lease>> answer) {
    Latest known = latest.get(from);
    if (known != null && known.id().equals(id) && !known.answer().isCompletedExceptionally()) {
      return known.answer();
    }
    latest.put(from, new Latest(id, answer));
    return answer;
  }

  /** True while nobody has asked under another id since. */
  synchronized boolean isLatest(AgentSession from, String id) {
    Latest known = latest.get(from);
    return known != null && known.id().equals(id);
  }
}
