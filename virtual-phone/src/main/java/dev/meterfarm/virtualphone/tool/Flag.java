package dev.meterfarm.virtualphone.tool;

import java.util.List;
import java.util.Optional;

/**
 * A flag of the tool.
 *
 * @param name without dashes
 * @param fallback its value where it is not given
 * @param label how the tool names it when it tells its parameters; empty for one that it does not
 *     tell
 * @param since the first version that knows it
 * @param usage what it does
 */
record Flag(
    String name, Type type, String fallback, String label, ToolVersion since, String usage) {
  /** What a flag's value may be. */
  enum Type {
    INT32,
    FLOAT,
    BOOL,
    STRING;

    boolean accepts(String value) {
      return switch (this) {
        case INT32 -> value.matches("[+-]?\\d{1,10}") && isInt(Long.parseLong(value));
        case FLOAT -> value.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
        case BOOL -> List.of("true", "false", "1", "0").contains(value);
        case STRING -> true;
      };
    }

    private static boolean isInt(long value) {
      return value == (int) value;
    }
  }

  private static final ToolVersion OLD = ToolVersion.TF_2_4;
  private static final ToolVersion MIDDLE = ToolVersion.TF_2_14;
  private static final ToolVersion NEW = ToolVersion.CURRENT;

  private static final List<Flag> ALL =
      List.of(
          number("num_runs", "50", "Min num runs", "at least so many runs"),
          real("min_secs", "1", "Min runs duration (seconds)", "at least so long"),
          real("max_secs", "150", "Max runs duration (seconds)", "no run starts after that"),
          real("run_delay", "-1", "Inter-run delay (seconds)", "pause after each run"),
          real("run_frequency", "-1", "Number of prorated runs per second", "runs per second"),
          number("num_threads", "-1", "Num threads", "threads of the runtime"),
          text("benchmark_name", "", "Benchmark name", "a name", OLD),
          text("output_prefix", "", "Output prefix", "a prefix of the output", OLD),
          number("warmup_runs", "1", "Min warmup runs", "at least so many warm-up runs"),
          real("warmup_min_secs", "0.5", "Min warmup runs duration (seconds)", "warm up so long"),
          bool("verbose", "", "tell all parameters", OLD),
          bool("dry_run", "Run w/o invoking kernels", "do not run the model", MIDDLE),
          bool(
              "report_peak_memory_footprint",
              "Report the peak memory footprint",
              "watch memory",
              MIDDLE),
          text("memory_footprint_check_interval_ms", "50", "", "how often to watch", MIDDLE),
          text("graph", "", "Graph", "the model's file", OLD),
          text("signature_to_run_for", "", "Signature to run", "which signature", NEW),
          bool("list_signatures", "", "tell the signatures and end", NEW),
          text("input_layer", "", "Input layers", "names of inputs", OLD),
          text("input_layer_shape", "", "Input shapes", "shapes of inputs", OLD),
          text("input_layer_value_range", "", "Input value ranges", "ranges of inputs", OLD),
          text("input_layer_value_files", "", "Input value files", "files of inputs", OLD),
          bool("allow_fp16", "Allow fp16", "let the runtime use half precision", OLD),
          bool("require_full_delegation", "Require full delegation", "fail otherwise", OLD),
          bool("enable_op_profiling", "Enable op profiling", "tell the time of each op", OLD),
          text("op_profiling_output_mode", "stdout", "Op profiling output mode", "where to", NEW),
          text("op_profiling_output_file", "", "Op profiling output file", "into a file", NEW),
          number(
              "max_profiling_buffer_entries",
              "1024",
              "Max initial profiling buffer entries",
              "size"),
          text(
              "profiling_output_csv_file", "", "CSV File to export profiling data to", "file", OLD),
          bool("print_preinvoke_state", "", "tell the interpreter's state", OLD),
          bool("print_postinvoke_state", "", "tell the interpreter's state", OLD),
          bool("use_xnnpack", "Use xnnpack", "explicitly apply the XNNPACK delegate", OLD),
          bool("xnnpack_force_fp16", "xnnpack_force_fp16", "half precision", NEW),
          text("xnnpack_weight_cache_file_path", "", "XNNPACK weight cache file path", "file", NEW),
          bool("use_gpu", "Use gpu", "apply the GPU delegate", OLD),
          new Flag(
              "gpu_precision_loss_allowed",
              Type.BOOL,
              "true",
              "Allow lower precision in gpu",
              OLD,
              "half precision on the GPU"),
          new Flag(
              "gpu_experimental_enable_quant",
              Type.BOOL,
              "true",
              "Enable running quant models in gpu",
              OLD,
              "quantised models on the GPU"),
          bool(
              "gpu_inference_for_sustained_speed",
              "Prefer maximizing the throughput in gpu",
              "many runs in a row",
              MIDDLE),
          text("gpu_backend", "", "GPU backend", "cl or gl", OLD),
          text("delegate_serialize_dir", "", "Delegate serialization dir", "kernel cache", MIDDLE),
          text("delegate_serialize_token", "", "Delegate model token", "kernel cache", MIDDLE),
          number("max_delegated_partitions", "0", "Max number of delegated partitions", "0: all"),
          number(
              "min_nodes_per_partition",
              "0",
              "Min nodes per partition",
              "0: as the delegate wants"),
          bool("use_nnapi", "Use NNAPI", "apply the NNAPI delegate", OLD),
          text("external_delegate_path", "", "External delegate path", "a library", OLD),
          text("external_delegate_options", "", "External delegate options", "its options", OLD),
          bool("help", "", "tell the flags", OLD));

  private static Flag number(String name, String fallback, String label, String usage) {
    return new Flag(name, Type.INT32, fallback, label, OLD, usage);
  }

  private static Flag real(String name, String fallback, String label, String usage) {
    return new Flag(name, Type.FLOAT, fallback, label, OLD, usage);
  }

  private static Flag bool(String name, String label, String usage, ToolVersion since) {
    return new Flag(name, Type.BOOL, "false", label, since, usage);
  }

  private static Flag text(
      String name, String fallback, String label, String usage, ToolVersion since) {
    return new Flag(name, Type.STRING, fallback, label, since, usage);
  }

  /** The flags that a version knows, in the order of its usage text. */
  static List<Flag> of(ToolVersion version) {
    return ALL.stream().filter(f -> f.since.compareTo(version) <= 0).toList();
  }

  static Optional<Flag> find(String name, ToolVersion version) {
    return of(version).stream().filter(f -> f.name.equals(name)).findFirst();
  }

  /** Its line in the usage text. */
  String usageLine() {
    String type =
        switch (this.type) {
          case INT32 -> "int32";
          case FLOAT -> "float";
          case BOOL -> "bool";
          case STRING -> "string";
        };
    return "\t%-42s\t%s\toptional\t%s".formatted("--" + name + "=" + fallback, type, usage);
  }
}
