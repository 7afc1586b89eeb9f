package dev.meterfarm.virtualphone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server of the real adb, of its own: its own port, its own keys, nobody else's devices. */
final class RealAdb {
  /** What a command of adb came to. */
  record Result(int status, String out, String err) {}

  private final String program;
  private final Path folder;
  private final int port;
  private final List<Path> outputs = new ArrayList<>();

  private RealAdb(String program, Path folder, int port) {
    this.program = program;
    this.folder = folder;
    this.port = port;
  }

  /** Starts a server; skips the test where there is no adb, unless one is required. */
  static RealAdb start(Path folder) throws IOException, InterruptedException {
    Optional<String> program = find();
    if (program.isEmpty() && "1".equals(System.getenv("METERFARM_REQUIRE_ADB"))) {
      throw new AssertionError("METERFARM_REQUIRE_ADB is 1, but there is no adb on the PATH");
    }
    assumeTrue(program.isPresent(), "skipped: there is no adb on the PATH (Debian: adb)");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    RealAdb adb = new RealAdb(program.orElseThrow(), Files.createDirectories(folder), port);
    assertThat(adb.run("start-server").status()).isZero();
    return adb;
  }

  private static Optional<String> find() {
    String wanted = System.getenv("METERFARM_ADB");
    if (wanted != null) {
      return Optional.of(wanted);
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(place -> Path.of(place, "adb"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  int port() {
    return port;
  }

  /** Runs a command of adb to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    Process process = begin(arguments);
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("adb %s ends within a minute", List.of(arguments)).isTrue();
    return result(process);
  }

  /** Starts a command of adb. */
  Process begin(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(program, "-P", Integer.toString(port)));
    line.addAll(List.of(arguments));
    Path out = folder.resolve("out-" + outputs.size());
    outputs.add(out);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(Path.of(out + ".err").toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("ADB_MDNS_AUTO_CONNECT", "0");
    builder.environment().remove("ANDROID_ADB_SERVER_PORT");
    return builder.start();
  }

  /** The file that the last command that was begun writes to. */
  Path lastOutput() {
    return outputs.get(outputs.size() - 1);
  }

  /** What the last command that was begun came to. */
  Result result(Process process) throws IOException {
    Path out = outputs.get(outputs.size() - 1);
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(Path.of(out + ".err"), StandardCharsets.UTF_8));
  }

  /** Runs a command on a phone. */
  Result on(VirtualPhone phone, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-s", phone.address()));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  Result shell(VirtualPhone phone, String line) throws IOException, InterruptedException {
    return on(phone, "shell", line);
  }

  /** Connects the server to a phone and expects it to be a device. */
  void connect(VirtualPhone phone) throws IOException, InterruptedException {
    assertThat(run("connect", phone.address()).out()).contains("connected to " + phone.address());
  }

  /** The state that the server tells of a phone; empty where it knows none. */
  String state(VirtualPhone phone) throws IOException, InterruptedException {
    return run("devices")
        .out()
        .lines()
        .filter(line -> line.startsWith(phone.address() + "\t"))
        .map(line -> line.substring(line.indexOf('\t') + 1).strip())
        .findFirst()
        .orElse("");
  }

  void stop() throws IOException, InterruptedException {
    run("kill-server");
  }
}
