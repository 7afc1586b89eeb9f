package dev.meterfarm.agent.benchmarkmodel;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A run of the tool that may be used: it measured what it was asked to, where it was asked to.
 *
 * @param runs the timed runs, without warm-ups
 * @param initMicros how long loading and delegation took; empty where the version does not tell
 * @param delegates delegates that run the whole model, such as {@code GPU}
 */
public record BenchmarkOutput(
    RunDistribution runs, OptionalLong initMicros, List<String> delegates) {
  public BenchmarkOutput {
    Objects.requireNonNull(runs, "runs");
    Objects.requireNonNull(initMicros, "initMicros");
    delegates = List.copyOf(delegates);
  }
}
