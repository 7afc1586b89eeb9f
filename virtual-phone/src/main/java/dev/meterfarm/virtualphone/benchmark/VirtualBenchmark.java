package dev.meterfarm.virtualphone.benchmark;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.shell.BenchmarkProgram;
import dev.meterfarm.virtualphone.shell.Streams;
import dev.meterfarm.virtualphone.tool.GpuMode;
import dev.meterfarm.virtualphone.tool.ToolRequest;
import dev.meterfarm.virtualphone.tool.ToolVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The benchmark tool of one phone. */
public final class VirtualBenchmark implements BenchmarkProgram {
  private static final int KILL = 9;

  /** A fault that waits for a run whose command line has some word in it. */
  private record Expected(String word, RunFault fault) {}

  private final ToolProcesses processes;
  private final Executor executor;
  private final Path root;
  private final String cpus;
  private final Runnable unplug;
  private final List<Expected> faults = new ArrayList<>();
  private ToolVersion version;
  private GpuMode gpu = GpuMode.UNSUPPORTED;
  private long runNanos;

  /**
   * A phone's tool.
   *
   * @param root the host's folder that stands for the phone's root
   * @param cpus the host's CPUs that run models, such as {@code 1}; empty for any
   * @param unplug pulls the phone's cable
   */
  public VirtualBenchmark(
      ToolProcesses processes,
      Executor executor,
      Path root,
      String cpus,
      ToolVersion version,
      Runnable unplug) {
    this.processes = processes;
    this.executor = executor;
    this.root = root;
    this.cpus = cpus;
    this.version = version;
    this.unplug = unplug;
  }

  public synchronized void version(ToolVersion of) {
    version = of;
  }

  public synchronized void gpu(GpuMode of) {
    gpu = of;
  }

  /** Something goes wrong in the next run that has nothing of the kind yet. */
  public synchronized void nextRun(RunFault fault) {
    nextRunOf("", fault);
  }

  /** The same for the next run whose command line has a word in it, such as the name of a model. */
  public synchronized void nextRunOf(String word, RunFault fault) {
    faults.add(new Expected(word, fault));
  }

  private synchronized Optional<RunFault> takeFault(List<String> command) {
    String line = String.join(" ", command);
    Optional<Expected> found = faults.stream().filter(of -> line.contains(of.word)).findFirst();
    found.ifPresent(faults::remove);
    return found.map(Expected::fault);
  }

  /** No run that has not begun goes wrong. */
  public synchronized void noMoreFaults() {
    faults.clear();
  }

  /** How long all runs of the tool took together that have ended. */
  public synchronized Duration runTime() {
    return Duration.ofNanos(runNanos);
  }

  private synchronized void add(long nanos) {
    runNanos += nanos;
  }

  private synchronized ToolRequest request(List<String> command, String folder) {
    return new ToolRequest(
        version, gpu, root.toString(), folder, cpus, command.subList(1, command.size()));
  }

  @Override
  public int run(List<String> command, String folder, PhoneProcess process, Streams io)
      throws IOException, InterruptedException {
    Optional<RunFault> expected = takeFault(command);
    if (expected.isEmpty()) {
      return run(request(command, folder), process, io);
    }
    RunFault fault = expected.get();
    return switch (fault.kind()) {
      case HANG -> hang(io);
      case TRUNCATED ->
          run(
              request(command, folder),
              process,
              new Streams(io.in(), new CutOff(io.out(), fault.bytes()), io.err()));
      case KILLED -> runUntil(fault, () -> process.signal(KILL), command, folder, process, io);
      case UNPLUGGED -> runUntil(fault, unplug, command, folder, process, io);
    };
  }

  private int runUntil(
      RunFault fault,
      Runnable what,
      List<String> command,
      String folder,
      PhoneProcess process,
      Streams io)
      throws IOException, InterruptedException {
    AtomicBoolean running = new AtomicBoolean(true);
    CompletableFuture.delayedExecutor(fault.after().toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(
            () -> {
              if (running.get()) {
                what.run();
              }
            });
    try {
      return run(request(command, folder), process, io);
    } finally {
      running.set(false);
    }
  }

  private int run(ToolRequest request, PhoneProcess process, Streams io)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    ToolProcess tool = processes.take();
    try {
      process.killedBy(tool::kill);
      int status = tool.run(request, io.out(), io.err(), executor);
      if (process.endedBy().isPresent()) {
        throw new InterruptedException("killed");
      }
      return status;
    } finally {
      process.killedBy(() -> {});
      processes.giveBack(tool);
      add(System.nanoTime() - start);
    }
  }

  private int hang(Streams io) throws IOException, InterruptedException {
    io.out().write("INFO: STARTING!\n".getBytes(StandardCharsets.UTF_8));
    new Semaphore(0).acquire(); // Until a signal comes.
    return 0;
  }
}
