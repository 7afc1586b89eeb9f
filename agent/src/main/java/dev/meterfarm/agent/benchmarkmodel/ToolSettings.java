package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a target has the tool run models.
 *
 * @param delegate what executes them
 * @param threads threads of the runtime, at least 1
 * @param precision of the computation
 */
public record ToolSettings(Delegate delegate, int threads, Precision precision) {
  /** What executes a model. */
  public enum Delegate {
    /** XNNPACK on the CPU, explicitly. */
    XNNPACK,
    /** TFLite's own kernels on the CPU. */
    NONE,
    /** The GPU delegate through OpenCL, for the whole model. */
    GPU;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The precision of the computation. */
  public enum Precision {
    FP32,
    FP16;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MOST_THREADS = 64;

  /** Reads the settings of a target. */
  public static ToolSettings read(ConfigNode node) {
    Delegate delegate =
        Delegate.valueOf(
            node.choice("delegate", "xnnpack", List.of("xnnpack", "none", "gpu"))
                .toUpperCase(Locale.ROOT));
    Precision precision =
        Precision.valueOf(
            node.choice("precision", "fp32", List.of("fp32", "fp16")).toUpperCase(Locale.ROOT));
    if (delegate == Delegate.NONE && precision == Precision.FP16) {
      node.problem(
          "precision",
          "fp16",
          "is not known to TFLite's own kernels",
          "use delegate xnnpack or gpu");
    }
    return new ToolSettings(delegate, (int) node.integer("threads", 1, 1, MOST_THREADS), precision);
  }

  public boolean isGpu() {
    return delegate == Delegate.GPU;
  }

  /** The flags that say so. Those of the GPU pin the back end and forbid the CPU to help. */
  public List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add("--num_threads=" + threads);
    switch (delegate) {
      case XNNPACK -> {
        flags.add("--use_xnnpack=true");
        if (precision == Precision.FP16) {
          flags.add("--xnnpack_force_fp16=true");
        }
      }
      case NONE -> flags.add("--use_xnnpack=false");
      case GPU ->
          flags.addAll(
              List.of(
                  "--use_xnnpack=false",
                  "--use_gpu=true",
                  "--gpu_backend=cl",
                  "--require_full_delegation=true",
                  "--gpu_precision_loss_allowed=" + (precision == Precision.FP16)));
    }
    return flags;
  }

  /** The flags of a target that a build does not know; it would run, and measure something else. */
  public List<String> unknownTo(ToolFlags build) {
    return flags().stream()
        .map(flag -> flag.substring(2, flag.indexOf('=')))
        .filter(name -> !build.knows(name))
        .toList();
  }

  /** For descriptions of targets. */
  public Map<String, String> asMap() {
    return new TreeMap<>(
        Map.of(
            "delegate",
            delegate.word(),
            "threads",
            Integer.toString(threads),
            "precision",
            precision.word()));
  }
}
