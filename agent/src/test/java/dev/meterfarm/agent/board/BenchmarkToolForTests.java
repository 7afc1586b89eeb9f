package dev.meterfarm.agent.board;

import dev.meterfarm.virtualphone.benchmark.ToolProcesses;
import dev.meterfarm.virtualphone.benchmark.VirtualBenchmark;
import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.device.Processes;
import dev.meterfarm.virtualphone.shell.Streams;
import dev.meterfarm.virtualphone.tool.ToolVersion;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that takes the flags of {@code benchmark_model}, runs models on this machine's natives
 * and prints what the original prints. It is a script that asks this JVM, which keeps the processes
 * that have the natives loaded.
 */
final class BenchmarkToolForTests implements AutoCloseable {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ToolProcesses tools = new ToolProcesses();
  private final Processes processes = new Processes();
  private final VirtualBenchmark benchmark;
  private final ServerSocket server;
  private final Path program;

  private BenchmarkToolForTests(ServerSocket server, Path program) {
    this.server = server;
    this.program = program;
    String cpus = System.getenv().getOrDefault("METERFARM_MEASURE_CPUS", "");
    this.benchmark =
        new VirtualBenchmark(
            tools,
            executor,
            Path.of("/"),
            cpus.equals("none") ? "" : cpus,
            ToolVersion.CURRENT,
            () -> {});
  }

  /** Writes the program into a folder. */
  static BenchmarkToolForTests start(Path folder) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Path program =
        Files.writeString(
            folder.resolve("benchmark_model"),
            """
            #!/bin/bash
            exec 3<>/dev/tcp/127.0.0.1/%d || exit 1
            printf '%%s\\n' "$*" >&3
            read -r status bytes <&3
            head -c "$bytes" <&3
            cat <&3 >&2
            exit "$status"
            """
                .formatted(server.getLocalPort()));
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " cannot be made executable");
    }
    BenchmarkToolForTests tool = new BenchmarkToolForTests(server, program);
    tool.executor.execute(tool::serve);
    return tool;
  }

  Path program() {
    return program;
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        executor.execute(() -> answer(client));
      }
    } catch (IOException e) {
      return; // Closed.
    }
  }

  private void answer(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream()) {
      List<String> words = Arrays.asList(("benchmark_model " + in.readLine()).split(" ", -1));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int status = run(words, new Streams(InputStream.nullInputStream(), said, errors));
      out.write((status + " " + said.size() + "\n").getBytes(StandardCharsets.UTF_8));
      out.write(said.toByteArray());
      out.write(errors.toByteArray());
    } catch (IOException e) {
      return; // Who asked was killed.
    }
  }

  private int run(List<String> words, Streams io) throws IOException {
    PhoneProcess process = processes.start(1, words, 1);
    try {
      return benchmark.run(words, "/", process, io);
    } catch (InterruptedException e) {
      return 137;
    } finally {
      processes.end(process);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    executor.shutdownNow();
    tools.close();
  }
}
