package dev.meterfarm.coordinator.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.protocol.job.JobId;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImpatientWorkQueueTest extends WorkQueueContract {
  private static final Duration LIMIT = Duration.ofMillis(200);

  private final StallingWorkQueue stalling = new StallingWorkQueue();
  private final ImpatientWorkQueue queue = new ImpatientWorkQueue(stalling, LIMIT);

  @Override
  protected WorkQueue queue() {
    return queue;
  }

  @AfterEach
  void close() {
    stalling.goOn();
    queue.close();
  }

  @Test
  void a_queue_that_hangs_looks_empty_and_costs_its_limit_once() {
    queue.offer("cpu", new JobId(1));
    stalling.stall();
    long start = System.nanoTime();
    assertThat(queue.poll(Set.of("cpu"))).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      queue.offer("cpu", new JobId(2));
      assertThat(queue.poll(Set.of("cpu"))).isEmpty();
      assertThat(queue.size("cpu")).isZero();
      assertThat(queue.whenReady(Set.of("cpu"))).isNotDone();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.multipliedBy(10));
    assertThat(queue.isStalled()).isTrue();

    stalling.goOn();
    await().until(() -> !queue.isStalled());
    queue.offer("cpu", new JobId(3));
    assertThat(queue.poll(Set.of("cpu"))).contains(new JobId(3));
  }

  @Test
  void a_queue_that_fails_looks_empty() {
    stalling.fail();
    queue.offer("cpu", new JobId(1));
    assertThat(queue.poll(Set.of("cpu"))).isEmpty();
    assertThat(queue.size("cpu")).isZero();
  }
}
