package dev.meterfarm.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void a_seed_means_the_same_faults_each_time_and_another_one_others() {
    List<Fault> schedule = Schedule.of(7, 30, 2, 4, false);
    assertThat(Schedule.of(7, 30, 2, 4, false)).isEqualTo(schedule).hasSize(30);
    assertThat(Schedule.of(8, 30, 2, 4, false)).isNotEqualTo(schedule);
  }

  @Test
  void the_shortest_has_what_matters_once() {
    for (long seed = 0; seed < 50; seed++) {
      List<Fault> schedule = Schedule.of(seed, 30, 2, 5, false);
      assertThat(schedule)
          .extracting(Fault::kind)
          .containsOnlyOnce(
              Fault.Kind.FREEZE_LEADER, Fault.Kind.CRASH_LEDGER, Fault.Kind.FILL_LEDGER_DISK)
          .contains(Fault.Kind.UNPLUG_NODE, Fault.Kind.UNPLUG_AGENT, Fault.Kind.FILL_NODE_DISK);
    }
  }

  @Test
  void a_long_schedule_leaves_nothing_out_and_nobody() {
    List<Fault> schedule = Schedule.of(1, 500, 3, 5, true);
    assertThat(schedule.stream().map(Fault::kind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(Fault.Kind.values());
    Set<Integer> agents =
        schedule.stream()
            .filter(fault -> fault.kind() == Fault.Kind.KILL_AGENT)
            .map(Fault::where)
            .collect(Collectors.toSet());
    assertThat(agents).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(schedule).anyMatch(fault -> fault.lasts().toSeconds() > 60);
  }
}
