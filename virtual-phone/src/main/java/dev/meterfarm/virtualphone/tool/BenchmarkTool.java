package dev.meterfarm.virtualphone.tool;

import dev.meterfarm.tflite.ProfiledOp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

  private ToolFailure failure(String text) {
    console.error(text);
    return new ToolFailure(1);
  }

  private void benchmark(List<String> arguments) throws ToolFailure, InterruptedException {
    try {
      flags = Flags.parse(arguments, version);
    } catch (Flags.UnparsableException e) {
      console.error(e.getMessage());
      throw failure(usage());
    }
    if (flags.bool("help")) {
      throw failure(usage());
    }
    if (!flags.unconsumed().isEmpty()) {
      console.warn("Unconsumed cmdline flags: " + String.join(" ", flags.unconsumed()));
    }
    flags.told().forEach(console::info);
    String graph = flags.text("graph");
    if (graph.isEmpty()) {
      throw failure("Please specify the name of your TF Lite input file with --graph");
    }
    if (flags.isSet("input_layer") || flags.isSet("input_layer_shape")) {
      console.fatal("a virtual phone fills inputs itself and takes no input_layer flags");
      throw new ToolFailure(ToolFailure.ABORTED);
    }
    long memory = Memory.peakBytes();
    long start = System.nanoTime();
    Path file = files.onHost(graph);
    try (ModelRun model = load(graph, file)) {
      OpTable initial = new OpTable(version);
      prepare(model, initial);
      long init = (System.nanoTime() - start) / 1000;
      long memoryAfterInit = Memory.peakBytes();
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
      throw failure("Failed to load model " + graph);
    }
    boolean xnnpack = flags.bool("use_xnnpack") || !flags.isSet("use_xnnpack") || hasStandIn();
    ModelRun model =
        ModelRun.read(file.toString(), xnnpack)
            .orElseThrow(() -> failure("Failed to load model " + graph));
    console.info("Loaded model " + graph);
    return model;
  }

  /** Whether the CPU plays the GPU. */
  private boolean hasStandIn() {
    return flags.bool("use_gpu") && gpu == GpuMode.WORKS;
  }

  private void prepare(ModelRun model, OpTable initial) throws ToolFailure {
    if (flags.bool("xnnpack_force_fp16")) {
      console.runtime(
          "ERROR: failed to force FP16 inference: the CPU lacks native FP16 arithmetic");
      throw failure("Failed to apply XNNPACK delegate.");
    }
    if (!model.build(Math.max(1, flags.number("num_threads")), flags.bool("allow_fp16"))) {
      throw failure("Failed to initialize the interpreter");
    }
    if (flags.bool("enable_op_profiling")) {
      model.profileWith(natives.profiler());
    }
    boolean gpuApplied = flags.bool("use_gpu") && applyGpu(model);
    if (flags.bool("use_xnnpack")) {
      console.info("XNNPACK delegate created.");
    }
    long before = System.nanoTime();
    if (!model.allocate(natives.filler())) {
      throw failure("Failed to allocate tensors!");
    }
    boolean isUntold = model.delegatedParts() > 0 && natives.keptSilent();
    if (hasStandIn()) {
      tellGpu(model);
    } else if (isUntold) {
      console.runtime("INFO: Created TensorFlow Lite XNNPACK delegate for CPU.");
    }
    initial.add("AllocateTensors", "AllocateTensors/0", (System.nanoTime() - before) / 1000);
    initial.endRun();
    if (flags.bool("use_xnnpack")) {
      tellDelegation(model);
    }
    boolean onCpu = !hasStandIn() && gpuApplied;
    boolean delegates = hasStandIn() || flags.bool("use_xnnpack");
    if (flags.bool("require_full_delegation") && (onCpu || (delegates && !isComplete(model)))) {
      throw failure("Disallowed CPU fallback detected.");
    }
  }

  private static boolean isComplete(ModelRun model) {
    return model.delegatedParts() == 1 && model.remainingNodes() == 0;
  }

  private void tellDelegation(ModelRun model) {
    if (model.delegatedParts() == 0) {
      console.info(
          "Though XNNPACK delegate is explicitly applied, the model graph will not be executed by"
              + " the delegate.");
    } else if (isComplete(model)) {
      console.info(
          "Explicitly applied XNNPACK delegate, and the model graph will be completely executed by"
              + " the delegate.");
    } else {
      console.info(
          "Explicitly applied XNNPACK delegate, and the model graph will be partially executed by"
              + " the delegate w/ "
              + model.delegatedParts()
              + " delegate kernels.");
    }
  }

  /** What the GPU delegate tells; where it cannot take all, the rest stays on the CPU. */
  private void tellGpu(ModelRun model) {
    if (!isComplete(model)) {
      console.runtime(
          "ERROR: Following operations are not supported by GPU delegate:\n"
              + "CUSTOM: no such operation on a virtual phone.\n"
              + (model.nodes() - model.remainingNodes())
              + " operations will run on the GPU, and the remaining "
              + model.remainingNodes()
              + " operations will run on the CPU.");
    }
    console.runtime("INFO: Initialized OpenCL-based API.");
    console.runtime("INFO: Created 1 GPU delegate kernels.");
    console.info(
        "Explicitly applied GPU delegate, and the model graph will be "
            + (isComplete(model) ? "completely" : "partially")
            + " executed by the delegate"
            + (isComplete(model) ? "." : " w/ " + model.delegatedParts() + " delegate kernels."));
  }

  /** Whether the delegate was applied, though it takes nothing. */
  private boolean applyGpu(ModelRun model) throws ToolFailure {
    switch (gpu) {
      case WORKS -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        return true;
      }
      case UNSUPPORTED -> {
        console.warn("GPU acceleration is unsupported on this platform.");
        return false;
      }
      case FALLBACK -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        console.runtime(
            "ERROR: Following operations are not supported by GPU delegate:\n"
                + "CONV_2D: no such operation on a virtual phone.\n"
                + "No operations will run on the GPU, and all "
                + model.nodes()
                + " operations will run on the CPU.");
        console.info(
            "Though GPU delegate is explicitly applied, the model graph will not be executed by the"
                + " delegate.");
        return true;
      }
      case NO_LIBRARY -> {
        console.runtime("INFO: Created TensorFlow Lite delegate for GPU.");
        console.info("GPU delegate created.");
        console.runtime(
            "ERROR: Can not open OpenCL library on this device - dlopen failed: library"
                + " \"libOpenCL.so\" not found");
        if (!flags.text("gpu_backend").equals("cl")) {
          console.runtime("ERROR: Falling back to OpenGL");
        }
        console.runtime("ERROR: TfLiteGpuDelegate Init: no GPU");
        console.runtime("ERROR: TfLiteGpuDelegate Prepare: delegate is not initialized");
        throw failure("Failed to apply GPU delegate.");
      }
    }
    return false;
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
            + Memory.megabytes(memory.get(1) - memory.get(0))
            + " overall="
            + Memory.megabytes(Memory.peakBytes() - memory.get(0)));
    if (ops != null) {
      tellProfile(initial, ops);
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
      throw failure("Failed to invoke!");
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

  private void tellProfile(OpTable initial, OpTable ops) throws ToolFailure {
    String file = flags.text("profiling_output_csv_file");
    String mode = file.isEmpty() ? flags.text("op_profiling_output_mode") : "csv";
    file = file.isEmpty() ? flags.text("op_profiling_output_file") : file;
    if (mode.equals("proto")) {
      throw failure("a virtual phone does not write op profiles as proto");
    }
    boolean csv = mode.equals("csv");
    String first = "Profiling Info for Benchmark Initialization:\n" + initial.text(csv);
    String second = "Operator-wise Profiling Info for Regular Benchmark Runs:\n" + ops.text(csv);
    if (!file.isEmpty() && write(file, first + "\n" + second)) {
      return;
    }
    console.info(first);
    console.info(second);
  }

  /** Whether it could be written; as in the original nobody is told otherwise. */
  private boolean write(String file, String text) {
    Path path = files.onHost(file);
    try {
      if (Files.isSymbolicLink(path)) {
        return false;
      }
      Files.write(path, text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the process takes of memory. */
  private static final class Memory {
    private Memory() {}

    static long peakBytes() {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
          if (line.startsWith("VmHWM:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
          }
        }
      } catch (IOException e) {
        return 0; // Not Linux: the differences are 0 then.
      }
      return 0;
    }

    static String megabytes(long bytes) {
      return Decimals.sixDigits(bytes / 1024.0 / 1024.0);
    }
  }
}
