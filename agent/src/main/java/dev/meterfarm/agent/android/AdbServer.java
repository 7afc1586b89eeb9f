package dev.meterfarm.agent.android;

import com.android.ddmlib.AdbInitOptions;
import com.android.ddmlib.AndroidDebugBridge;
import com.android.ddmlib.AndroidDebugBridge.IDeviceChangeListener;
import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The adb server of this machine. It is the lab's: it is used as it runs, and never stopped; where
 * none runs and a path to {@code adb} is given, it is started as {@code adb start-server} would. At
 * most one of these is open in a process, because ddmlib keeps its state in static fields.
 */
final class AdbServer implements AutoCloseable, IDeviceChangeListener {
  static final int USUAL_PORT = 5037;

  private static final Duration START_DEADLINE = Duration.ofSeconds(20);
  private static final Duration FIRST_LIST = Duration.ofSeconds(10);
  private static final int CONNECT_MILLIS = 1_000;
  private static final AtomicBoolean OPEN = new AtomicBoolean();

  private final int port;
  private final Consumer<IDevice> changed;
  private final Consumer<IDevice> disconnected;
  private AndroidDebugBridge bridge;

  private AdbServer(int port, Consumer<IDevice> changed, Consumer<IDevice> disconnected) {
    this.port = port;
    this.changed = changed;
    this.disconnected = disconnected;
  }

  /**
   * Connects to the server and waits for its first list of devices. Without a server, ddmlib goes
   * on looking for one.
   *
   * @param adb starts the server where none runs
   * @param changed told of a device that appeared or changed its state; must not block
   * @param disconnected told of a device that went; must not block
   * @throws FarmException if {@code adb} cannot start the server
   */
  static AdbServer open(
      int port, Optional<String> adb, Consumer<IDevice> changed, Consumer<IDevice> disconnected) {
    if (!OPEN.compareAndSet(false, true)) {
      throw new FarmException(
          ErrorCode.INTERNAL, "the adb server is in use already by this process");
    }
    AdbServer server = new AdbServer(port, changed, disconnected);
    boolean opened = false;
    try {
      adb.ifPresent(program -> start(program, port));
      server.connect();
      opened = true;
      return server;
    } finally {
      if (!opened) {
        server.close();
      }
    }
  }

  private static void start(String adb, int port) {
    try {
      ProcessResult result =
          ExternalProcess.run(
              ProcessRequest.of(
                  List.of(adb, "-P", Integer.toString(port), "start-server"), START_DEADLINE));
      if (!(result instanceof ProcessResult.Exited exited) || !exited.isSuccess()) {
        throw new FarmException(
            ErrorCode.RUNTIME_MISSING,
            adb + " cannot start the adb server on port " + port + ": " + result);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while adb started", e);
    }
  }

  private void connect() {
    AdbLog.install();
    AndroidDebugBridge.init(
        AdbInitOptions.builder()
            .setClientSupportEnabled(false)
            .enableUserManagedAdbMode(port)
            .build());
    AndroidDebugBridge.addDeviceChangeListener(this);
    bridge = AndroidDebugBridge.createBridge(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS);
    long end = System.nanoTime() + FIRST_LIST.toNanos();
    while (isAnswering(port) && !bridge.hasInitialDeviceList() && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FarmException(ErrorCode.CANCELLED, "interrupted while adb was asked", e);
      }
    }
  }

  /** True if something listens on a port of this machine. */
  static boolean isAnswering(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Expects something to listen on a port.
   *
   * @throws FarmException with RUNTIME_MISSING and a remedy
   */
  static void require(int port) {
    if (!isAnswering(port)) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING,
          "no adb server answers on port "
              + port
              + ": start it with 'adb start-server', or name a path to adb in the profile");
    }
  }

  /** The port that adb itself would use. */
  static int environmentPort() {
    String set = System.getenv("ANDROID_ADB_SERVER_PORT");
    return set != null && set.matches("[1-9]\\d{0,3}|[1-5]\\d{4}")
        ? Integer.parseInt(set)
        : USUAL_PORT;
  }

  /** The devices that the server knows, whatever their state. */
  List<IDevice> devices() {
    return Arrays.asList(bridge.getDevices());
  }

  /**
   * Asks the server which phones cannot be used until somebody allows it, by their serials: it does
   * not tell those who listen when a phone that was offline turns out to be one.
   */
  Map<String, PhoneState> refusals() {
    byte[] request = "000chost:devices".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout(CONNECT_MILLIS);
      socket.getOutputStream().write(request);
      return refusals(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** Those of an answer to {@code host:devices}. */
  static Map<String, PhoneState> refusals(String answer) {
    Map<String, PhoneState> refusals = new TreeMap<>();
    answer
        .lines()
        .map(line -> line.replaceFirst("^OKAY[0-9a-f]{4}", "").split("\t", 2))
        .filter(words -> words.length == 2)
        .forEach(
            words ->
                PhoneState.ofRefusal(words[1]).ifPresent(state -> refusals.put(words[0], state)));
    return refusals;
  }

  @Override
  public void deviceConnected(IDevice device) {
    changed.accept(device);
  }

  @Override
  public void deviceDisconnected(IDevice device) {
    disconnected.accept(device);
  }

  @Override
  public void deviceChanged(IDevice device, int changeMask) {
    if ((changeMask & IDevice.CHANGE_STATE) != 0) {
      changed.accept(device);
    }
  }

  /** Forgets the server, which goes on. */
  @Override
  public void close() {
    AndroidDebugBridge.removeDeviceChangeListener(this);
    AndroidDebugBridge.disconnectBridge(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    AndroidDebugBridge.terminate();
    OPEN.set(false);
  }
}
