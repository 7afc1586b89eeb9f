package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the tool printed, whatever its version: with or without {@code INFO:} before its
 * lines, on standard output or (very old ones) standard error, with or without percentiles. The
 * regular runs are told by the first line of statistics after the second "Running benchmark for at
 * least"; the first one is about warm-ups, and later ones are about single ops.
 */
public final class BenchmarkOutputParser {
  private static final int MOST_LINE = 4_000;
  private static final int MOST_EVIDENCE = 600;
  private static final Pattern PREFIX =
      Pattern.compile(
          "^(?:INFO|WARN|WARNING|ERROR|FATAL|VERBOSE): (?:\\[[\\w.]{1,60}:\\d{1,6}\\] )?");
  private static final String PHASE = "Running benchmark for at least ";
  private static final Pattern INIT =
      Pattern.compile("[Ii]nference timings in us: (?:Warmup: \\S{1,30}, )?Init: (\\d{1,18}),");
  private static final Pattern DELEGATED =
      Pattern.compile(
          "Explicitly applied (\\S{1,60}) delegate, and the model graph will be"
              + " (completely|partially) executed by the delegate.{0,80}");

  private static final List<String> UNREADABLE =
      List.of(
          "Could not open '",
          "is not a valid Flatbuffer",
          "Model provided has model identifier",
          "Failed to load model");
  private static final List<String> UNSUPPORTED =
      List.of(
          "Didn't find op for builtin opcode",
          "unresolved custom op",
          "Select TensorFlow op(s)",
          "failed to prepare",
          "Disallowed CPU fallback detected",
          "are not supported by GPU delegate",
          "Failed to apply GPU delegate",
          "Failed to allocate tensors");
  private static final List<String> UNUSABLE =
      List.of(
          "inaccessible or not found",
          ": not found",
          "can't execute",
          "not executable:",
          "Text file busy",
          "CANNOT LINK EXECUTABLE",
          "Exec format error");

  /** No GPU for any model, in this build or on this device. */
  private static final List<String> WITHOUT_GPU =
      List.of(
          "Can not open OpenCL library",
          "Falling back to OpenGL",
          "GPU acceleration is unsupported on this platform");

  private static final List<String> FALLBACKS =
      List.of(
          "operations will run on the CPU", "the model graph will not be executed by the delegate");
  private static final int CRASHED = 128;
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;

  private final List<String> lines = new ArrayList<>();
  private final int status;
  private final boolean wantsGpu;

  private BenchmarkOutputParser(String out, String err, int status, boolean wantsGpu) {
    out.lines().forEach(this::add);
    err.lines().forEach(this::add);
    this.status = status;
    this.wantsGpu = wantsGpu;
  }

  private void add(String line) {
    String cut = line.length() > MOST_LINE ? line.substring(0, MOST_LINE) : line;
    lines.add(PREFIX.matcher(cut).replaceFirst("").strip());
  }

  /**
   * Reads the output of one run.
   *
   * @param status its exit status
   * @param wantsGpu whether the whole model was to run on the GPU through OpenCL
   * @throws UnusableOutputException if there is no measurement, or it must not be used
   */
  public static BenchmarkOutput parse(String out, String err, int status, boolean wantsGpu)
      throws UnusableOutputException {
    return new BenchmarkOutputParser(out, err, status, wantsGpu).parse();
  }

  private BenchmarkOutput parse() throws UnusableOutputException {
    if (wantsGpu) {
      refuse(Kind.TOOL_UNUSABLE, of -> WITHOUT_GPU.stream().anyMatch(of::contains));
    }
    requireSuccess();
    refuse(Kind.FLAGS_IGNORED, of -> of.startsWith("Unconsumed cmdline flags"));
    if (wantsGpu) {
      refuse(Kind.FELL_BACK, of -> FALLBACKS.stream().anyMatch(of::contains));
    }
    RunDistribution runs = regularRuns();
    Optional<ResultBlock> results = ResultBlock.find(lines);
    if (results.isPresent()) {
      results.get().requireAgreement(runs);
    }
    OptionalLong init = results.map(ResultBlock::initMicros).orElseGet(this::init);
    if (init.isEmpty()) {
      throw new UnusableOutputException(
          Kind.NO_MEASUREMENT, "the output ends before its summary: " + evidence());
    }
    List<String> delegates = completeDelegates();
    if (wantsGpu && !delegates.contains("GPU")) {
      throw new UnusableOutputException(
          Kind.FELL_BACK, "the tool does not say that all of the model ran on the GPU");
    }
    return new BenchmarkOutput(runs, init, delegates);
  }

  private void requireSuccess() throws UnusableOutputException {
    if (status == 0) {
      return;
    }
    String what = "exit status " + status + ": " + evidence();
    if (status == CANNOT_EXECUTE || status == NOT_FOUND || says(UNUSABLE)) {
      throw new UnusableOutputException(Kind.TOOL_UNUSABLE, what);
    }
    if (status < CRASHED) {
      if (says(UNSUPPORTED)) {
        throw new UnusableOutputException(Kind.MODEL_UNSUPPORTED, what);
      }
      if (says(UNREADABLE)) {
        throw new UnusableOutputException(Kind.MODEL_UNREADABLE, what);
      }
    }
    throw new UnusableOutputException(Kind.FAILED, what);
  }

  private boolean says(List<String> phrases) {
    return lines.stream().anyMatch(line -> phrases.stream().anyMatch(line::contains));
  }

  private void refuse(Kind kind, Predicate<String> bad) throws UnusableOutputException {
    Optional<String> found = lines.stream().filter(bad).findFirst();
    if (found.isPresent()) {
      throw new UnusableOutputException(kind, found.get());
    }
  }

  private RunDistribution regularRuns() throws UnusableOutputException {
    int phases = 0;
    for (String line : lines) {
      if (line.startsWith(PHASE)) {
        phases++;
      } else if (phases >= 2 && line.startsWith("count=")) {
        return RunDistribution.parse(line);
      }
    }
    throw new UnusableOutputException(
        Kind.NO_MEASUREMENT, "the output ends before its measurement: " + evidence());
  }

  private OptionalLong init() {
    for (String line : lines) {
      Matcher found = INIT.matcher(line);
      if (found.find()) {
        return OptionalLong.of(Long.parseLong(found.group(1)));
      }
    }
    return OptionalLong.empty();
  }

  private List<String> completeDelegates() {
    List<String> delegates = new ArrayList<>();
    for (String line : lines) {
      Matcher found = DELEGATED.matcher(line);
      if (found.matches() && found.group(2).equals("completely")) {
        delegates.add(found.group(1));
      }
    }
    return delegates;
  }

  /** The last words, which name the cause; the very last one is always the same. */
  private String evidence() {
    List<String> said =
        lines.stream()
            .filter(line -> !line.isEmpty() && !line.equals("Benchmarking failed."))
            .toList();
    String text = String.join("; ", said.subList(Math.max(0, said.size() - 4), said.size()));
    return text.length() > MOST_EVIDENCE ? text.substring(text.length() - MOST_EVIDENCE) : text;
  }
}
