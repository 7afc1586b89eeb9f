package dev.meterfarm.virtualphone.tool;

import dev.meterfarm.tflite.ProfiledOp;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the tool. */
final class BenchmarkTool {
  private static final long MEGABYTE = 1_000_000;

  private final ToolVersion version;
  private final GpuMode gpu;
  private final ToolFiles files;
  private final Console console;
  private final Natives natives;
  private Flags flags;
  private Delegates delegates;

  /**
   * A run that prints to these streams.
   *
   * @param natives what all runs of the process share
   */
  BenchmarkTool(
      ToolVersion version,
      GpuMode gpu,
      ToolFiles files,
      PrintStream out,
      PrintStream err,
      Natives natives) {
    this.version = version;
    this.gpu = gpu;
    this.files = files;
    this.console = new Console(out, err, version);
    this.natives = natives;
  }

  /** Runs it; returns the exit status. */
  int run(List<String> arguments) throws InterruptedException {
    console.info("STARTING!");
    try {
      benchmark(arguments);
      return 0;
    } catch (ToolFailure e) {
      if (e.status() != ToolFailure.ABORTED) {
        console.error("Benchmarking failed.");
      }
      return e.status();
    }
  }

  private void benchmark(List<String> arguments) throws ToolFailure, InterruptedException {
    try {
      flags = Flags.parse(arguments, version);
    } catch (Flags.UnparsableException e) {
      console.error(e.getMessage());
      throw console.failure(usage());
    }
    if (flags.bool("help")) {
      throw console.failure(usage());
    }
    if (!flags.unconsumed().isEmpty()) {
      console.warn("Unconsumed cmdline flags: " + String.join(" ", flags.unconsumed()));
    }
    flags.told().forEach(console::info);
    delegates = new Delegates(flags, gpu, console);
    String graph = flags.text("graph");
    if (graph.isEmpty()) {
      throw console.failure("Please specify the name of your TF Lite input file with --graph");
    }
    if (flags.isSet("input_layer") || flags.isSet("input_layer_shape")) {
      console.fatal("a virtual phone fills inputs itself and takes no input_layer flags");
      throw new ToolFailure(ToolFailure.ABORTED);
    }
    long memory = ProcessMemory.peakBytes();
    long start = System.nanoTime();
    Path file = files.onHost(graph);
    try (ModelRun model = load(graph, file)) {
      OpTable initial = new OpTable(version);
      prepare(model, initial);
      long init = (System.nanoTime() - start) / 1000;
      long memoryAfterInit = ProcessMemory.peakBytes();
      console.info("The input model file size (MB): " + Decimals.sixDigits(size(file)));
      console.info("Initialized session in " + Decimals.sixDigits(init / 1000.0) + "ms.");
      measure(model, init, initial, List.of(memory, memoryAfterInit));
    }
  }

  private String usage() {
    StringBuilder usage = new StringBuilder("usage: benchmark_model <flags>\nFlags:");
    Flag.of(version).forEach(flag -> usage.append('\n').append(flag.usageLine()));
    return usage.toString();
  }

  private static double size(Path file) {
    return (double) file.toFile().length() / MEGABYTE;
  }

  private ModelRun load(String graph, Path file) throws ToolFailure {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(file)) {
      console.runtime("ERROR: Could not open '" + graph + "'.");
      throw console.failure("Failed to load model " + graph);
    }
    boolean xnnpack =
        flags.bool("use_xnnpack") || !flags.isSet("use_xnnpack") || delegates.hasStandIn();
    ModelRun model =
        ModelRun.read(file.toString(), xnnpack)
            .orElseThrow(() -> console.failure("Failed to load model " + graph));
    console.info("Loaded model " + graph);
    return model;
  }

  private void prepare(ModelRun model, OpTable initial) throws ToolFailure {
    if (flags.bool("xnnpack_force_fp16")) {
      console.runtime(
          "ERROR: failed to force FP16 inference: the CPU lacks native FP16 arithmetic");
      throw console.failure("Failed to apply XNNPACK delegate.");
    }
    if (!model.build(Math.max(1, flags.number("num_threads")), flags.bool("allow_fp16"))) {
      throw console.failure("Failed to initialize the interpreter");
    }
    if (flags.bool("enable_op_profiling")) {
      model.profileWith(natives.profiler());
    }
    boolean gpuApplied = delegates.applyGpu(model);
    if (flags.bool("use_xnnpack")) {
      console.info("XNNPACK delegate created.");
    }
    long before = System.nanoTime();
    if (!model.allocate(natives.filler())) {
      throw console.failure("Failed to allocate tensors!");
    }
    boolean isUntold = model.delegatedParts() > 0 && natives.keptSilent();
    if (delegates.hasStandIn()) {
      delegates.tellGpu(model);
    } else if (isUntold) {
      console.runtime("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.");
    }
    initial.add("AllocateTensors", "AllocateTensors/0", (System.nanoTime() - before) / 1000);
    initial.endRun();
    if (flags.bool("use_xnnpack")) {
      delegates.tellXnnpack(model);
    }
    delegates.requireFull(model, gpuApplied);
  }

  private void measure(ModelRun model, long init, OpTable initial, List<Long> memory)
      throws ToolFailure, InterruptedException {
    RunStatistics warmup =
        phase(model, flags.number("warmup_runs"), flags.real("warmup_min_secs"), null);
    OpTable ops = flags.bool("enable_op_profiling") ? new OpTable(version) : null;
    RunStatistics regular = phase(model, flags.number("num_runs"), flags.real("min_secs"), ops);
    console.info(
        "Inference timings in us: Init: "
            + init
            + ", First inference: "
            + warmup.first()
            + ", Warmup (avg): "
            + Decimals.sixDigits(warmup.average())
            + ", Inference (avg): "
            + Decimals.sixDigits(regular.average()));
    console.info(
        "Note: as the benchmark tool itself affects memory footprint, the following is only"
            + " APPROXIMATE to the actual memory footprint of the model at runtime. Take the"
            + " information at your discretion.");
    console.info(
        "Memory footprint delta from the start of the tool (MB): init="
            + ProcessMemory.megabytes(memory.get(1) - memory.get(0))
            + " overall="
            + ProcessMemory.megabytes(ProcessMemory.peakBytes() - memory.get(0)));
    if (ops != null) {
      new ProfileOutput(flags, files, console).tell(initial, ops);
    }
  }

  private RunStatistics phase(ModelRun model, int minRuns, double minSeconds, OpTable ops)
      throws ToolFailure, InterruptedException {
    double maxSeconds = flags.real("max_secs");
    console.info(
        "Running benchmark for at least "
            + minRuns
            + " iterations and at least "
            + Decimals.sixDigits(minSeconds)
            + " seconds but terminate if exceeding "
            + Decimals.sixDigits(maxSeconds)
            + " seconds.");
    RunStatistics statistics = new RunStatistics();
    boolean failed =
        flags.bool("dry_run") ? false : !repeat(model, minRuns, minSeconds, statistics, ops);
    console.info(statistics.line(version.hasPercentiles()));
    console.plain("");
    if (failed) {
      throw console.failure("Failed to invoke!");
    }
    return statistics;
  }

  private boolean repeat(
      ModelRun model, int minRuns, double minSeconds, RunStatistics into, OpTable ops)
      throws InterruptedException {
    double maxSeconds = flags.real("max_secs");
    double delay = flags.real("run_delay");
    double frequency = flags.real("run_frequency");
    long start = System.nanoTime();
    double elapsed = 0;
    while ((into.count() < minRuns || elapsed < minSeconds) && elapsed <= maxSeconds) {
      long before = System.nanoTime();
      boolean ran = model.invoke();
      long after = System.nanoTime();
      into.add((after - before) / 1000);
      if (!ran) {
        return false;
      }
      if (ops != null) {
        collect(model, ops);
      }
      if (frequency > 0) {
        pause(into.count() / frequency - (System.nanoTime() - start) / 1e9);
      } else {
        pause(delay);
      }
      elapsed = (System.nanoTime() - start) / 1e9;
    }
    return true;
  }

  private static void pause(double seconds) throws InterruptedException {
    if (seconds > 0) {
      TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    }
  }

  private void collect(ModelRun model, OpTable ops) {
    long delegated = 0;
    for (ProfiledOp op : model.profiled()) {
      long micros = op.nanos() / 1000;
      if (!op.inDelegate()) {
        ops.add(op.name(), model.outputsOf((int) op.node()) + ":" + op.node(), micros);
      } else if (version.showsDelegatesOps()) {
        ops.add(op.name(), "Delegate/" + op.name() + ":" + op.node(), micros);
      } else {
        delegated += micros;
      }
    }
    if (delegated > 0) {
      ops.add("TfLiteXNNPackDelegate", "[]:" + model.nodes(), delegated);
    }
    ops.endRun();
  }
}
