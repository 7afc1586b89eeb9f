package dev.meterfarm.testkit.adb;

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
public final class RealAdb implements AutoCloseable {
  /** What a command of adb came to. */
  public record Result(int status, String out, String err) {}

  /** What a test says that is skipped. */
  public static final String MISSING = "there is no adb on the PATH (Debian: adb)";

  private final String program;
  private final Path folder;
  private final int port;
  private final List<Path> outputs = new ArrayList<>();

  private RealAdb(String program, Path folder, int port) {
    this.program = program;
    this.folder = folder;
    this.port = port;
  }

  /**
   * Whether there is an adb; a test assumes it with the words of {@link #MISSING}.
   *
   * @throws AssertionError if there is none, though {@code METERFARM_REQUIRE_ADB} asks for one
   */
  public static boolean isInstalled() {
    boolean found = find().isPresent();
    require(
        found || !"1".equals(System.getenv("METERFARM_REQUIRE_ADB")),
        "METERFARM_REQUIRE_ADB is 1, but there is no adb on the PATH");
    return found;
  }

  /** Starts a server. */
  public static RealAdb start(Path folder) throws IOException, InterruptedException {
    RealAdb adb = prepare(folder);
    require(adb.run("start-server").status() == 0, "start-server fails");
    return adb;
  }

  /** A port of its own on which no server runs yet. */
  public static RealAdb prepare(Path folder) throws IOException {
    Optional<String> program = find();
    require(program.isPresent(), MISSING);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    return new RealAdb(program.orElseThrow(), Files.createDirectories(folder), port);
  }

  private static Optional<String> find() {
    String wanted = System.getenv("METERFARM_ADB");
    if (wanted != null) {
      return Optional.of(wanted);
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(place -> Path.of(place, "adb"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** The program itself. */
  public String program() {
    return program;
  }

  public int port() {
    return port;
  }

  /** Runs a command of adb to its end. */
  public Result run(String... arguments) throws IOException, InterruptedException {
    Process process = begin(arguments);
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    require(ended, "adb " + List.of(arguments) + " does not end within a minute");
    return result(process);
  }

  /** Starts a command of adb. */
  public Process begin(String... arguments) throws IOException {
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
  public Path lastOutput() {
    return outputs.get(outputs.size() - 1);
  }

  /** What the last command that was begun came to. */
  public Result result(Process process) throws IOException {
    Path out = outputs.get(outputs.size() - 1);
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(Path.of(out + ".err"), StandardCharsets.UTF_8));
  }

  /** Runs a command on a phone, which adb knows by this name. */
  public Result on(String phone, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-s", phone));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  public Result shell(String phone, String line) throws IOException, InterruptedException {
    return on(phone, "shell", line);
  }

  /** Connects the server to a phone at an address and expects it to be a device. */
  public void connect(String address) throws IOException, InterruptedException {
    Result result = run("connect", address);
    require(result.out().contains("connected to " + address), "adb connect: " + result);
  }

  /** The state that the server tells of a phone; empty where it knows none. */
  public String state(String phone) throws IOException, InterruptedException {
    return run("devices")
        .out()
        .lines()
        .filter(line -> line.startsWith(phone + "\t"))
        .map(line -> line.substring(line.indexOf('\t') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  /** Stops the server. */
  @Override
  public void close() throws IOException {
    try {
      run("kill-server");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
