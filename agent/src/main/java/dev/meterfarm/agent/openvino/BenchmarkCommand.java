package dev.meterfarm.agent.openvino;

import dev.meterfarm.graph.openvino.IrPrecision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The arguments of one run, in the words of the version at hand. Flags that a build does not know
 * are left out: an unknown one would end it.
 */
final class BenchmarkCommand {
  /** Where the execution graph goes inside a folder of reports. */
  static final String GRAPH = "graph.xml";

  private final ToolCapabilities tool;
  private final OpenVinoTarget target;
  private final List<String> arguments = new ArrayList<>();

  private BenchmarkCommand(ToolCapabilities tool, OpenVinoTarget target) {
    this.tool = tool;
    this.target = target;
  }

  /**
   * A run for latency, without counters, since counting slows down what it counts.
   *
   * @param reports an existing folder for reports, where they tell more digits than the screen
   */
  static List<String> latency(
      ToolCapabilities tool, OpenVinoTarget target, Path model, long runs, Optional<Path> reports) {
    BenchmarkCommand command = new BenchmarkCommand(tool, target);
    command.common(model, runs);
    reports.ifPresent(folder -> command.reports("no_counters", folder));
    return command.arguments;
  }

  /** A run for structure: with counters and, where that tells something, the execution graph. */
  static List<String> structure(
      ToolCapabilities tool, OpenVinoTarget target, Path model, long runs, Path reports) {
    BenchmarkCommand command = new BenchmarkCommand(tool, target);
    command.common(model, runs);
    command.reports("detailed_counters", reports);
    if (target.device().tellsGraph()) {
      command.add("exec_graph_path", reports.resolve(GRAPH).toString());
    }
    return command.arguments;
  }

  private void common(Path model, long runs) {
    arguments.add("-m");
    arguments.add(model.toString());
    arguments.add("-d");
    arguments.add(target.device().name());
    add("api", "sync");
    add("niter", Long.toString(runs));
    add("nireq", "1");
    boolean cpu = target.device() == InferenceDevice.CPU;
    // Newer versions refuse streams and threads beside any other hint.
    add("hint", cpu ? "none" : "latency");
    if (cpu) {
      add("nstreams", "1");
      add("nthreads", Integer.toString(target.threads()));
    }
    String element = target.precision() == IrPrecision.FP32 ? "f32" : "f16";
    if (cpu || target.device() == InferenceDevice.GPU) {
      // Otherwise some CPUs take a shorter type on their own.
      add("infer_precision", element);
    }
    // Without it, an input that looks like an image becomes one of bytes, with a conversion.
    String word =
        tool.hasNewInterface() ? element : element.toUpperCase(Locale.ROOT).replace("F", "FP");
    add("ip", word);
    add("op", word);
  }

  private void reports(String kind, Path folder) {
    add("report_type", kind);
    add("report_folder", folder.toString());
  }

  private void add(String flag, String value) {
    if (tool.knows(flag)) {
      arguments.add("-" + flag);
      arguments.add(value);
    }
  }
}
