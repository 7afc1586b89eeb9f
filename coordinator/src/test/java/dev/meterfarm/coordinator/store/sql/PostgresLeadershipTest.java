package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.Leadership;
import dev.meterfarm.coordinator.store.LeadershipContract;
import dev.meterfarm.coordinator.store.Store;
import dev.meterfarm.coordinator.store.Term;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PostgresLeadershipTest extends LeadershipContract {
  private final PostgresAddress database = PostgresServer.newDatabase();

  @Override
  protected Store open() {
    return PostgresStore.open(database, Clock.systemUTC());
  }

  /** A leader that is stopped keeps its connection, and so its lock, until somebody takes it. */
  @Test
  void a_leader_that_hangs_is_replaced_and_can_plan_no_more_when_it_wakes_up() {
    AtomicLong nanos = new AtomicLong();
    Leadership watcher = ((PostgresStore) store).leadership("watcher", nanos::get);
    Term old = first.tryLead().orElseThrow();
    JobPlan oldPlan = store.plan(old);
    assertThat(watcher.tryLead()).isEmpty();
    nanos.addAndGet(Leadership.SILENCE.toNanos() - 1);
    assertThat(watcher.tryLead()).as("not yet").isEmpty();
    first.tryLead();
    nanos.addAndGet(Leadership.SILENCE.toNanos());
    assertThat(watcher.tryLead()).as("there was a sign of life").isEmpty();

    nanos.addAndGet(Leadership.SILENCE.toNanos());
    await().until(() -> watcher.tryLead().isPresent());

    assertRefused(() -> oldPlan.enqueue(List.of(job("a")), 3));
    assertThatThrownBy(first::tryLead)
        .as("its connection is gone")
        .isInstanceOf(FarmException.class);
    assertThat(first.tryLead()).isEqualTo(Optional.empty());
    assertThat(watcher.tryLead().orElseThrow().number()).isGreaterThan(old.number());
    watcher.close();
  }
}
