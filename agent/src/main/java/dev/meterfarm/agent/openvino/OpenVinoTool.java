package dev.meterfarm.agent.openvino;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessOutput;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One installation of the tool. Every run is a process of its own, with a deadline; reports of
 * earlier runs are deleted before, so that none can be taken for that of a failed one. For one
 * thread at a time.
 */
final class OpenVinoTool {
  private static final Duration HELP_DEADLINE = Duration.ofSeconds(60);

  /** Python holds back what it prints to a pipe; a killed process would have said nothing. */
  private static final Map<String, String> ENVIRONMENT = Map.of("PYTHONUNBUFFERED", "1");

  private final List<String> command;
  private final ToolCapabilities capabilities;

  private OpenVinoTool(List<String> command, ToolCapabilities capabilities) {
    this.command = List.copyOf(command);
    this.capabilities = capabilities;
  }

  /** What a run yielded. */
  sealed interface Outcome {
    /** It ran. */
    record Ran(ConsoleReport console, Latencies latencies) implements Outcome {}

    /** It did not. */
    record Failed(ToolFailure failure) implements Outcome {}
  }

  /**
   * Asks a tool what it can do.
   *
   * @param command the tool, perhaps behind a program that confines it to CPUs
   * @throws DeviceException with {@link ErrorCode#RUNTIME_MISSING} if it cannot be started
   */
  static OpenVinoTool probe(List<String> command) throws InterruptedException {
    List<String> help = new ArrayList<>(command);
    help.add("-h");
    ProcessResult result =
        ExternalProcess.run(ProcessRequest.of(help, HELP_DEADLINE).with(ENVIRONMENT));
    if (result instanceof ProcessResult.Exited exited && !exited.output().out().isBlank()) {
      ToolCapabilities of = ToolCapabilities.ofHelp(exited.output().out());
      if (of.knows("niter")) {
        return new OpenVinoTool(command, of);
      }
    }
    throw new DeviceException(
        ErrorCode.RUNTIME_MISSING,
        "'"
            + String.join(" ", help)
            + "' does not print the help of benchmark_app ("
            + brief(result)
            + "); run 'bin/agent setup openvino', or name another installation in the profile (key"
            + " 'tool')");
  }

  private static String brief(ProcessResult result) {
    if (result instanceof ProcessResult.NotStarted of) {
      return of.reason();
    }
    if (result instanceof ProcessResult.Killed of) {
      return "killed after " + of.elapsed().toSeconds() + " s";
    }
    ProcessResult.Exited of = (ProcessResult.Exited) result;
    String last = of.output().err().lines().reduce("", (a, b) -> b);
    return "exit code " + of.code() + (last.isEmpty() ? "" : ", " + last);
  }

  /** The same tool, of a version that a run has told. */
  OpenVinoTool of(ConsoleReport report) {
    return new OpenVinoTool(
        command, capabilities.withVersion(OpenVinoVersion.find(report.build())));
  }

  ToolCapabilities capabilities() {
    return capabilities;
  }

  /**
   * Runs a model for its latency.
   *
   * @param reports an existing folder for reports; emptied first
   */
  Outcome measure(OpenVinoTarget target, Path model, long runs, Path reports, Duration deadline)
      throws InterruptedException {
    boolean finer = !capabilities.isPython();
    empty(reports);
    List<String> arguments =
        BenchmarkCommand.latency(
            capabilities, target, model, runs, finer ? Optional.of(reports) : Optional.empty());
    ProcessResult result = run(arguments, deadline);
    try {
      Outcome outcome = outcome(result);
      if (finer && outcome instanceof Outcome.Ran ran) {
        Optional<Latencies> told = StatisticsReport.parse(text(reports, "benchmark_report.csv"));
        return told.isPresent() && told.get().resolutionNanos() < ran.latencies().resolutionNanos()
            ? new Outcome.Ran(ran.console(), told.get())
            : outcome;
      }
      return outcome;
    } catch (ToolOutputException e) {
      return strange(e);
    }
  }

  /** What came of a run for structure. */
  record Structure(List<ExecutedOp> executed, Optional<ToolFailure> failure) {
    Structure {
      executed = List.copyOf(executed);
    }
  }

  /**
   * Runs a model for its structure.
   *
   * @param reports an existing folder for reports; emptied first
   */
  Structure structure(OpenVinoTarget target, Path model, long runs, Path reports, Duration deadline)
      throws InterruptedException {
    empty(reports);
    ProcessResult result =
        run(BenchmarkCommand.structure(capabilities, target, model, runs, reports), deadline);
    try {
      if (outcome(result) instanceof Outcome.Failed failed) {
        return new Structure(List.of(), Optional.of(failed.failure()));
      }
      return new Structure(executed(target, reports), Optional.empty());
    } catch (ToolOutputException e) {
      return new Structure(List.of(), Optional.of(strange(e).failure()));
    }
  }

  private static List<ExecutedOp> executed(OpenVinoTarget target, Path reports)
      throws ToolOutputException {
    String graph = text(reports, BenchmarkCommand.GRAPH);
    if (target.device().tellsGraph() && !graph.isEmpty()) {
      return ExecutedOps.of(ExecutionGraph.parse(graph));
    }
    return ExecutedOps.ofRows(
        CountersReport.parse(text(reports, "benchmark_detailed_counters_report.csv")));
  }

  private ProcessResult run(List<String> arguments, Duration deadline) throws InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(arguments);
    return ExternalProcess.run(ProcessRequest.of(line, deadline).with(ENVIRONMENT));
  }

  private static Outcome outcome(ProcessResult result) throws ToolOutputException {
    if (result instanceof ProcessResult.NotStarted of) {
      return new Outcome.Failed(
          new ToolFailure(ErrorCode.RUNTIME_MISSING, "before its first step", of.reason()));
    }
    if (result instanceof ProcessResult.Killed of) {
      return new Outcome.Failed(ToolFailure.ofHang(steps(of.output())));
    }
    ProcessResult.Exited exited = (ProcessResult.Exited) result;
    ProcessOutput said = exited.output();
    if (!exited.isSuccess()) {
      return new Outcome.Failed(
          ToolFailure.ofExit(exited.code(), steps(said), said.out(), said.err()));
    }
    ConsoleReport report = ConsoleReport.parse(said.out());
    if (report.latency().isEmpty()) {
      throw new ToolOutputException(
          "it ended well, but told no latency; its last step was " + report.lastStep());
    }
    return new Outcome.Ran(report, report.latency().get());
  }

  /** What it was at; numbers do not matter any more. */
  private static ConsoleReport steps(ProcessOutput said) {
    try {
      return ConsoleReport.parse(said.out());
    } catch (ToolOutputException e) {
      return new ConsoleReport(0, "", "", Optional.empty(), Optional.empty());
    }
  }

  /** A version that prints otherwise than all that we know: nothing that it says can be trusted. */
  private static Outcome.Failed strange(ToolOutputException e) {
    return new Outcome.Failed(
        new ToolFailure(
            ErrorCode.RUN_CRASHED, "reading its reports", "unusable output: " + e.getMessage()));
  }

  private static String text(Path folder, String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void empty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "reports of an earlier run cannot be deleted: " + folder, e);
    }
  }
}
