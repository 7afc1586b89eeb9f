package dev.meterfarm.coordinator.queue.hazelcast;

import com.hazelcast.collection.IQueue;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The hints for one target, and whether this member knows that there are none: every hint that
 * arrives, from whichever member, is told to all of them, so a line that was found empty is empty
 * until then. Most lines are, and every agent that wants work looks at several. Thread-safe.
 */
final class HintLine {
  /** Should the news of a hint get lost, it is found after this long all the same. */
  private static final long BELIEF_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** When the line was found empty, and how many arrivals had been heard of before. */
  private record Emptiness(long arrivals, long atNanos) {}

  private final IQueue<Long> queue;
  private final AtomicLong arrivals = new AtomicLong();
  private volatile Emptiness found = new Emptiness(-1, 0);

  HintLine(IQueue<Long> queue) {
    this.queue = queue;
  }

  void add(Collection<Long> hints) {
    queue.addAll(hints);
    arrived();
  }

  /** A hint was added somewhere. */
  void arrived() {
    arrivals.incrementAndGet();
  }

  /** Takes the first hint. */
  Optional<Long> poll() {
    if (isKnownEmpty()) {
      return Optional.empty();
    }
    long before = arrivals.get();
    Long hint = queue.poll();
    if (hint == null) {
      found = new Emptiness(before, System.nanoTime());
    }
    return Optional.ofNullable(hint);
  }

  boolean isEmpty() {
    if (isKnownEmpty()) {
      return true;
    }
    long before = arrivals.get();
    boolean empty = queue.isEmpty();
    if (empty) {
      found = new Emptiness(before, System.nanoTime());
    }
    return empty;
  }

  boolean isKnownEmpty() {
    Emptiness known = found;
    return known.arrivals() == arrivals.get() && System.nanoTime() - known.atNanos() < BELIEF_NANOS;
  }

  int size() {
    return queue.size();
  }

  void clear() {
    queue.clear();
  }
}
