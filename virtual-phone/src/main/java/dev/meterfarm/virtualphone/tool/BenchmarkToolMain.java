package dev.meterfarm.virtualphone.tool;

import dev.meterfarm.tflite.MeasuringThread;
import dev.meterfarm.tflite.NativesProblem;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Main class of the JVM that runs the tool, again and again, so that its start is paid once.
 *
 * <p>Every line of standard input asks for one run ({@link ToolRequest}). What the tool prints goes
 * to standard output and error as it is; a run ends with a zero byte on both, on standard output
 * followed by the exit status and a line feed. The process ends with its standard input, so that it
 * does not outlive its parent.
 */
public final class BenchmarkToolMain {

  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private Natives natives;
  private String pinned = "";

  private BenchmarkToolMain() {}

  /** Entry point; takes no arguments. */
  public static void main(String[] arguments) throws InterruptedException {
    new BenchmarkToolMain().serve();
  }

  private void serve() throws InterruptedException {
    Thread reader = new Thread(this::readLines, "requests");
    reader.setDaemon(true);
    reader.start();
    String problem = loadNatives();
    while (true) {
      String line = lines.take();
      int status = problem.isEmpty() ? run(ToolRequest.parse(line)) : refuse(problem);
      err.print('\0');
      err.flush();
      out.print("\0" + status + "\n");
      out.flush();
    }
  }

  private void readLines() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      err.println("cannot read requests: " + e);
    }
    Runtime.getRuntime().halt(0); // Native code may be running: nothing to wait for.
  }

  private String loadNatives() {
    try {
      Loader.load(tensorflowlite.class);
      natives = new Natives();
      return "";
    } catch (LinkageError e) {
      return NativesProblem.explain(e);
    }
  }

  private int refuse(String problem) {
    err.print("CANNOT LINK EXECUTABLE \"benchmark_model\": " + problem + "\n");
    return 1;
  }

  private int run(ToolRequest request) throws InterruptedException {
    if (!request.cpus().isEmpty() && !request.cpus().equals(pinned)) {
      MeasuringThread.pin(MeasuringThread.id(), request.cpus());
      pinned = request.cpus();
    }
    ToolFiles files = new ToolFiles(Path.of(request.root()), request.folder());
    List<String> arguments = request.arguments();
    return new BenchmarkTool(request.version(), request.gpu(), files, out, err, natives)
        .run(arguments);
  }
}
