package dev.meterfarm.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuPlanTest {
  @Test
  void one_cpu_is_never_pinned_and_reserved_ones_are_left_alone() {
    assertThat(CpuPlan.of(Map.of(), "0-3", true)).isEqualTo(CpuPlan.unpinned());
    assertThat(CpuPlan.of(Map.of("METERFARM_MEASURE_CPUS", "0"), "0", true))
        .isEqualTo(CpuPlan.unpinned());
    assertThat(CpuPlan.of(Map.of("METERFARM_MEASURE_CPUS", "1"), "0-1", false))
        .isEqualTo(CpuPlan.unpinned());
    assertThat(
            CpuPlan.of(
                Map.of("METERFARM_MEASURE_CPUS", "2", "METERFARM_RESERVED_CPUS", "2,6"),
                "0-7",
                true))
        .isEqualTo(new CpuPlan("2", "0,1,3,4,5,7"));
    assertThat(CpuPlan.of(Map.of("METERFARM_MEASURE_CPUS", "1"), "0", true))
        .isEqualTo(new CpuPlan("1", "0"));
    assertThat(CpuPlan.of(Map.of("METERFARM_MEASURE_CPUS", "one"), "0-1", true))
        .isEqualTo(CpuPlan.unpinned());
  }
}
