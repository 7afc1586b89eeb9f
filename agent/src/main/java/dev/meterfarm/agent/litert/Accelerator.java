package dev.meterfarm.agent.litert;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import java.util.Locale;

/** What LiteRT runs a model on. A model must run on it completely, or it is refused. */
enum Accelerator {
  CPU,
  GPU,
  NPU;

  /** Its name in profiles and in the child's messages. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The hardware that Meterfarm's authors never ran it on; empty if they did. */
  String neverRunOn() {
    return switch (this) {
      case CPU -> "";
      case GPU -> "a real GPU, only on SwiftShader,";
      case NPU -> "an NPU";
    };
  }

  /**
   * What its numbers mean. A CPU is timed run by run; everything else by the slope over runs back
   * to back, which holds the layout changes at the model's edges.
   *
   * @param software true for a GPU that is a CPU in disguise: a pass over a small tensor then takes
   *     long enough to be told from the start of a kernel
   */
  TimingTraits traits(boolean software) {
    return switch (this) {
      case CPU ->
          new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, false, false);
      case GPU, NPU ->
          new TimingTraits(
              LabelStatistic.SLOPE,
              software ? 100 : 200,
              TimedRegion.COMPUTE_AND_TRANSFER,
              false,
              false);
    };
  }
}
