package dev.meterfarm.coordinator.queue;

import dev.meterfarm.protocol.job.JobId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A queue that stops answering on demand, as one does whose partition is on a member that hangs.
 */
public final class StallingWorkQueue implements WorkQueue {
  private final WorkQueue queue = new InMemoryWorkQueue();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile boolean failing;

  public void stall() {
    gate = new CountDownLatch(1);
  }

  public void goOn() {
    gate.countDown();
  }

  public void fail() {
    failing = true;
  }

  private WorkQueue answering() {
    if (failing) {
      throw new IllegalStateException("the member is not active");
    }
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return queue;
  }

  @Override
  public void offer(String target, Collection<JobId> jobs) {
    answering().offer(target, jobs);
  }

  @Override
  public Optional<JobId> poll(Set<String> targets) {
    return answering().poll(targets);
  }

  @Override
  public boolean mayHave(String target) {
    return queue.mayHave(target);
  }

  @Override
  public CompletableFuture<Void> whenReady(Set<String> targets) {
    return answering().whenReady(targets);
  }

  @Override
  public int size(String target) {
    return answering().size(target);
  }

  @Override
  public void clear(String target) {
    answering().clear(target);
  }

  @Override
  public void clear() {
    answering().clear();
  }

  @Override
  public void close() {
    queue.close();
  }
}
