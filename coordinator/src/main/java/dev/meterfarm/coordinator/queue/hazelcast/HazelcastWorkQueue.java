package dev.meterfarm.coordinator.queue.hazelcast;

import com.hazelcast.collection.IQueue;
import com.hazelcast.collection.ItemEvent;
import com.hazelcast.collection.ItemListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.meterfarm.coordinator.queue.ReadyWaiters;
import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@code IQueue} of job ids for each target, on an embedded member. Members of several
 * coordinators share the queues. What a member held is gone with it.
 */
public final class HazelcastWorkQueue implements WorkQueue {
  private static final String PREFIX = "ready/";

  private final HazelcastInstance member;
  private final ReadyWaiters waiters = new ReadyWaiters();
  private final Map<String, HintLine> lines = new ConcurrentHashMap<>();

  private HazelcastWorkQueue(HazelcastInstance member) {
    this.member = member;
  }

  /** Starts a member that stays by itself, on loopback. */
  public static HazelcastWorkQueue start() {
    return start(MemberSettings.alone());
  }

  /**
   * Starts a member, which takes a second or two.
   *
   * @throws FarmException with RUNTIME_MISSING if it cannot start, as when no port is free; with
   *     INVALID_CONFIGURATION if it would listen where it must not
   */
  public static HazelcastWorkQueue start(MemberSettings settings) {
    // Its first logger is made before it has read any configuration, and would write to the
    // terminal.
    System.getProperties().putIfAbsent("hazelcast.logging.type", "slf4j");
    try {
      return new HazelcastWorkQueue(Hazelcast.newHazelcastInstance(MemberConfig.of(settings)));
    } catch (HazelcastException | IllegalStateException e) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING, "the work queue did not start: " + e.getMessage(), e);
    }
  }

  /** Starts a member that stays by itself, on a thread of its own. */
  public static CompletableFuture<HazelcastWorkQueue> startInBackground() {
    return startInBackground(MemberSettings.alone());
  }

  /** Starts on a thread of its own. */
  public static CompletableFuture<HazelcastWorkQueue> startInBackground(MemberSettings settings) {
    return CompletableFuture.supplyAsync(
        () -> start(settings),
        task -> {
          Thread thread = new Thread(task, "work-queue-start");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** How many members share the queues. */
  public int members() {
    return member.getCluster().getMembers().size();
  }

  /** The port that it listens on. */
  int port() {
    return member.getCluster().getLocalMember().getAddress().getPort();
  }

  @Override
  public void offer(String target, Collection<JobId> jobs) {
    line(target).add(jobs.stream().map(JobId::value).toList());
  }

  @Override
  public Optional<JobId> poll(Set<String> targets) {
    for (String target : targets) {
      Optional<Long> hint = line(target).poll();
      if (hint.isPresent()) {
        return hint.map(JobId::new);
      }
    }
    return Optional.empty();
  }

  /** A line that nobody has looked at may have hints of other members. */
  @Override
  public boolean mayHave(String target) {
    HintLine line = lines.get(target);
    return line == null || !line.isKnownEmpty();
  }

  @Override
  public CompletableFuture<Void> whenReady(Set<String> targets) {
    CompletableFuture<Void> waiter = waiters.add(targets);
    // Looked up after the waiter stands in line, so that nothing slips in between.
    if (targets.stream().anyMatch(target -> !line(target).isEmpty())) {
      waiter.complete(null);
    }
    return waiter;
  }

  @Override
  public int size(String target) {
    return line(target).size();
  }

  @Override
  public void clear(String target) {
    line(target).clear();
  }

  @Override
  public void clear() {
    lines.values().forEach(HintLine::clear);
  }

  private HintLine line(String target) {
    return lines.computeIfAbsent(target, this::open);
  }

  private HintLine open(String target) {
    IQueue<Long> queue = member.getQueue(PREFIX + target);
    HintLine line = new HintLine(queue);
    queue.addItemListener(new WakeOnAdd(target, line), false);
    return line;
  }

  @Override
  public void close() {
    member.getLifecycleService().terminate();
  }

  /** The ready signal; also for what another member of the cluster offers. */
  private final class WakeOnAdd implements ItemListener<Long> {
    private final String target;
    private final HintLine line;

    WakeOnAdd(String target, HintLine line) {
      this.target = target;
      this.line = line;
    }

    @Override
    public void itemAdded(ItemEvent<Long> event) {
      line.arrived();
      waiters.wake(target);
    }

    @Override
    public void itemRemoved(ItemEvent<Long> event) {}
  }
}
