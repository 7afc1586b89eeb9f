package dev.meterfarm.agent.embedded.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.tflite.MeasuringThread;
import dev.meterfarm.tflite.NativesProblem;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Main class of the child JVM.
 *
 * <ol>
 *   <li>A reader thread passes lines of standard input on; when the input ends, because the parent
 *       died or wants it so, the process ends at once.
 *   <li>The main thread loads the natives, which start a thread of their own, and then confines the
 *       measuring thread to its CPUs: a thread inherits its CPUs from the one that starts it.
 *   <li>The measuring thread runs the warm-up model until its code is compiled.
 *   <li>It says {@code ready} and then answers one {@code run} after another.
 * </ol>
 */
public final class ChildMain {
  private static final int WARM_UP_RUNS = 30_000;

  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ObjectMapper json = new ObjectMapper();
  private final PrintStream out;

  private ChildMain(PrintStream out) {
    this.out = out;
  }

  /** Entry point; takes no arguments. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err); // Whatever prints to standard output must not break the protocol.
    ChildMain main = new ChildMain(out);
    Thread reader = new Thread(main::readLines, "commands");
    reader.setDaemon(true);
    reader.start();
    main.work();
    Runtime.getRuntime().halt(1);
  }

  private void work() throws InterruptedException {
    ChildRequest.Start start = (ChildRequest.Start) next();
    if (!loadNatives()) {
      return;
    }
    CompletableFuture<String> threadId = new CompletableFuture<>();
    CompletableFuture<Boolean> pinned = new CompletableFuture<>();
    Thread measuring =
        new Thread(
            () -> {
              threadId.complete(MeasuringThread.id());
              measure(start, pinned.join());
            },
            "measuring");
    measuring.start();
    pinned.complete(MeasuringThread.pin(threadId.join(), start.measureCpus()));
    measuring.join();
  }

  private void readLines() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      System.err.println("cannot read commands: " + e);
    }
    Runtime.getRuntime().halt(0); // Native code may be running: nothing to wait for.
  }

  private void measure(ChildRequest.Start start, boolean pinned) {
    try {
      Runtimes runtimes = new Runtimes(Path.of(start.errorLog()));
      double invocation = warmUp(runtimes, start.warmUpModel());
      String version = tensorflowlite.TfLiteVersion().getString();
      say(
          new ChildReply.Ready(
              version, pinned, MeasuringThread.allowedCpus(), invocation, Map.of()));
      Map<String, ReferenceVisitor> references = new HashMap<>();
      while (true) {
        ChildRequest.Run run = (ChildRequest.Run) next();
        say(new ChildReply.At(-1, "reference"));
        String settings = run.xnnpack() + "/" + run.threads();
        ReferenceVisitor visitor = references.get(settings);
        if (visitor == null) {
          visitor =
              new ReferenceVisitor(start.references(), runtimes, run.xnnpack(), run.threads());
          references.put(settings, visitor);
        }
        say(new RunExecutor(run, runtimes, visitor, this::say).execute());
      }
    } catch (LoadedModel.RefusedException e) {
      say(new ChildReply.Broken(ErrorCode.INTERNAL, "a built-in model: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError e) {
      say(new ChildReply.Broken(ErrorCode.DEVICE_UNFIT, "out of memory: " + e.getMessage()));
    }
  }

  private boolean loadNatives() {
    try {
      Loader.load(tensorflowlite.class);
      return true;
    } catch (LinkageError e) {
      say(new ChildReply.Broken(ErrorCode.RUNTIME_MISSING, NativesProblem.explain(e)));
      return false;
    }
  }

  private static double warmUp(Runtimes runtimes, String path) throws LoadedModel.RefusedException {
    VisitTimer timer = new VisitTimer();
    try (LoadedModel model = runtimes.load(path, true, 1, false)) {
      for (int i = 0; i < 10; i++) {
        timer.visit(model.interpreter(), 10, WARM_UP_RUNS / 10, WARM_UP_RUNS / 10, 0);
      }
    }
    return VisitTimer.quantile(timer.sorted(), 0.5);
  }

  private ChildRequest next() throws InterruptedException {
    String line = lines.take();
    try {
      return json.readValue(line, ChildRequest.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("parent and child disagree about " + line, e);
    }
  }

  private void say(ChildReply reply) {
    try {
      String line = json.writerFor(ChildReply.class).writeValueAsString(reply);
      synchronized (out) {
        out.print(line + "\n");
        out.flush();
      }
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
