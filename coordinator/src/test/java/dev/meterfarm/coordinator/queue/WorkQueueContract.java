package dev.meterfarm.coordinator.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.protocol.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every work queue must do. The queue under test starts empty. */
public abstract class WorkQueueContract {
  private static final Set<String> CPU = Set.of("cpu");
  private static final Set<String> BOTH = Set.of("cpu", "phone");

  protected abstract WorkQueue queue();

  @Test
  void hints_come_in_the_order_of_their_offers() {
    LongStream.range(0, 10).forEach(i -> queue().offer("cpu", new JobId(i)));
    assertThat(queue().size("cpu")).isEqualTo(10);
    for (long i = 0; i < 10; i++) {
      assertThat(queue().poll(BOTH)).contains(new JobId(i));
    }
    assertThat(queue().poll(BOTH)).isEmpty();
    assertThat(queue().size("cpu")).isZero();
  }

  @Test
  void targets_are_apart() {
    queue().offer("phone", new JobId(1));
    assertThat(queue().poll(CPU)).isEmpty();
    assertThat(queue().poll(BOTH)).contains(new JobId(1));
  }

  @Test
  void the_ready_signal_is_given_at_once_if_there_is_a_hint() {
    queue().offer("cpu", new JobId(1));
    assertThat(queue().whenReady(BOTH)).isDone();
  }

  @Test
  void the_ready_signal_comes_with_the_next_hint() {
    CompletableFuture<Void> phone = queue().whenReady(Set.of("phone"));
    CompletableFuture<Void> both = queue().whenReady(BOTH);
    queue().offer("cpu", new JobId(1));
    await().until(both::isDone);
    assertThat(phone).isNotDone();
    queue().offer("phone", new JobId(2));
    await().until(phone::isDone);
  }

  @Test
  void what_is_known_to_be_empty_is_not_once_a_hint_comes() {
    // News of earlier hints may still be on their way.
    await().until(() -> queue().poll(CPU).isEmpty() && !queue().mayHave("cpu"));
    queue().offer("cpu", List.of(new JobId(1), new JobId(2)));
    assertThat(queue().mayHave("cpu")).isTrue();
    assertThat(queue().poll(CPU)).contains(new JobId(1));
    assertThat(queue().poll(CPU)).contains(new JobId(2));
    assertThat(queue().poll(CPU)).isEmpty();
  }

  @Test
  void a_waiter_that_gave_up_does_not_swallow_the_signal() {
    CompletableFuture<Void> first = queue().whenReady(CPU);
    CompletableFuture<Void> second = queue().whenReady(CPU);
    first.cancel(false);
    queue().offer("cpu", new JobId(1));
    await().until(second::isDone);
  }

  @Test
  void a_cleared_queue_is_empty_and_works_on() {
    queue().offer("cpu", new JobId(1));
    queue().clear();
    assertThat(queue().poll(CPU)).isEmpty();
    queue().offer("cpu", new JobId(2));
    assertThat(queue().poll(CPU)).contains(new JobId(2));
  }

  @Test
  void the_hints_of_one_target_can_be_forgotten_alone() {
    queue().offer("cpu", new JobId(1));
    queue().offer("phone", new JobId(2));
    queue().clear("cpu");
    assertThat(queue().size("cpu")).isZero();
    assertThat(queue().poll(BOTH)).contains(new JobId(2));
    queue().offer("cpu", new JobId(3));
    assertThat(queue().poll(CPU)).contains(new JobId(3));
  }

  @Test
  void every_hint_goes_to_one_of_many() throws InterruptedException {
    int hints = 2_000;
    ConcurrentLinkedQueue<Long> taken = new ConcurrentLinkedQueue<>();
    List<Thread> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      takers.add(
          new Thread(
              () -> {
                while (taken.size() < hints) {
                  queue().poll(BOTH).ifPresent(id -> taken.add(id.value()));
                }
              }));
    }
    takers.forEach(Thread::start);
    LongStream.range(0, hints)
        .forEach(i -> queue().offer(i % 2 == 0 ? "cpu" : "phone", new JobId(i)));
    for (Thread taker : takers) {
      taker.join();
    }
    assertThat(taken).doesNotHaveDuplicates().hasSize(hints);
  }
}
