package dev.meterfarm.agent.rehearsal;

import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The adb server of this machine, spoken to in its own protocol: a client of another version would
 * stop a server that others use. The program {@code adb} is needed only where no server runs.
 *
 * @param port on which the server listens
 * @param program the program that starts one; empty to look for it
 */
record LocalAdb(int port, Optional<String> program) {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int ANSWER_MILLIS = 30_000;
  private static final Duration START_DEADLINE = Duration.ofSeconds(30);
  private static final int HEX = 16;
  private static final int LENGTH_DIGITS = 4;

  /** True if something listens there. */
  boolean isRunning() {
    try (Socket socket = open()) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Starts a server.
   *
   * @throws FarmException with RUNTIME_MISSING and a remedy
   */
  void start() throws InterruptedException {
    String adb = program.or(LocalAdb::find).orElseThrow(this::missing);
    ProcessResult result =
        ExternalProcess.run(
            ProcessRequest.of(
                List.of(adb, "-P", Integer.toString(port), "start-server"), START_DEADLINE));
    if (result instanceof ProcessResult.NotStarted not) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "'" + adb + "' does not start: " + not.reason() + "; name another one with --adb");
    }
    if (!isRunning()) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "'" + adb + " -P " + port + " start-server' started no server: " + result);
    }
  }

  private FarmException missing() {
    return new FarmException(
        ErrorCode.RUNTIME_MISSING,
        "no adb server answers on port "
            + port
            + ", and there is no adb to start one: install it (Debian, Ubuntu: apt-get install adb;"
            + " elsewhere Android's platform-tools), put it on the PATH, or name it with --adb");
  }

  private static Optional<String> find() {
    List<Path> places = new ArrayList<>();
    Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, "adb"))
        .forEach(places::add);
    for (String variable : List.of("ANDROID_HOME", "ANDROID_SDK_ROOT")) {
      String sdk = System.getenv(variable);
      if (sdk != null && !sdk.isEmpty()) {
        places.add(Path.of(sdk, "platform-tools", "adb"));
      }
    }
    return places.stream()
        .filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
        .map(Path::toString)
        .findFirst();
  }

  /**
   * Has the server connect to a phone.
   *
   * @throws FarmException with LINK_FAILED if it does not
   */
  void connect(String address) {
    String answer = ask("host:connect:" + address);
    if (!answer.contains("connected to " + address)) {
      throw new FarmException(
          ErrorCode.LINK_FAILED,
          "the adb server on port " + port + " does not take " + address + ": " + answer);
    }
  }

  void disconnect(String address) {
    ask("host:disconnect:" + address);
  }

  /** The names of all phones that the server knows, whatever their state. */
  List<String> devices() {
    return ask("host:devices")
        .lines()
        .filter(line -> line.contains("\t"))
        .map(line -> line.substring(0, line.indexOf('\t')))
        .toList();
  }

  void stop() {
    try (Socket socket = open()) {
      send(socket, "host:kill");
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      return; // It is gone, and that is what was wanted.
    }
  }

  private String ask(String service) {
    try (Socket socket = open()) {
      send(socket, service);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String verdict = new String(in.readNBytes(LENGTH_DIGITS), StandardCharsets.US_ASCII);
      String length = new String(in.readNBytes(LENGTH_DIGITS), StandardCharsets.US_ASCII);
      if (!verdict.matches("OKAY|FAIL") || !length.matches("[0-9a-fA-F]{4}")) {
        throw new IOException("it answers '" + verdict + length + "', as no adb server does");
      }
      String text =
          new String(in.readNBytes(Integer.parseInt(length, HEX)), StandardCharsets.UTF_8).strip();
      return verdict.equals("OKAY") ? text : "refused: " + text;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.LINK_FAILED,
          "the adb server on port " + port + " does not answer: " + e.getMessage(),
          e);
    }
  }

  private static void send(Socket socket, String service) throws IOException {
    byte[] text = service.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        String.format(Locale.ROOT, "%04x", text.length).getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write(length);
    socket.getOutputStream().write(text);
    socket.getOutputStream().flush();
  }
}
