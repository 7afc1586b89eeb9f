package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMeters.GaugeSink;
import dev.meterfarm.metrics.FarmMetric;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The coordinator itself, and what its ledger said last.
 *
 * @param version of this program
 * @param ready whether work can be handed out
 * @param jobs how many jobs of each open campaign are in which state
 */
public record NodeGauges(
    String version,
    BooleanSupplier ready,
    Supplier<? extends Map<String, Map<JobState, Integer>>> jobs)
    implements FarmMeters.Reading {
  @Override
  public void read(GaugeSink sink) {
    sink.put(FarmMetric.BUILD_INFO, 1, version);
    sink.put(FarmMetric.READY, ready.getAsBoolean() ? 1 : 0);
    jobs.get()
        .forEach(
            (campaign, states) -> {
              for (JobState state : JobState.values()) {
                sink.put(FarmMetric.JOBS, states.getOrDefault(state, 0), campaign, state.name());
              }
            });
  }
}
