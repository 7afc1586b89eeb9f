package dev.meterfarm.agent.android;

import dev.meterfarm.agent.process.ExternalProcess;
import dev.meterfarm.agent.process.ProcessRequest;
import dev.meterfarm.agent.process.ProcessResult;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A real adb server of our own, on a port and with keys of its own. */
final class PrivateAdb {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final int port;
  private final Path home;

  private PrivateAdb(int port, Path home) {
    this.port = port;
    this.home = home;
  }

  /** Whether there is an adb here at all; CI insists on one. */
  static boolean isInstalled() {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean found =
        System.getenv("METERFARM_ADB") != null
            || Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "adb")));
    if (!found && "1".equals(System.getenv("METERFARM_REQUIRE_ADB"))) {
      throw new AssertionError("METERFARM_REQUIRE_ADB is 1, but there is no adb");
    }
    return found;
  }

  private static String program() {
    return System.getenv().getOrDefault("METERFARM_ADB", "adb");
  }

  static PrivateAdb start(Path home) throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    PrivateAdb adb = new PrivateAdb(port, home);
    adb.run("start-server");
    return adb;
  }

  int port() {
    return port;
  }

  /** Runs an adb command; returns what it printed. */
  String run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of(program(), "-P", Integer.toString(port)));
    command.addAll(List.of(arguments));
    ProcessResult result =
        ExternalProcess.run(
            ProcessRequest.of(command, DEADLINE)
                .with(Map.of("HOME", home.toString(), "ADB_MDNS_AUTO_CONNECT", "0")));
    if (result instanceof ProcessResult.Exited exited) {
      return exited.output().out() + exited.output().err();
    }
    throw new AssertionError("adb " + List.of(arguments) + ": " + result);
  }

  void stop() throws InterruptedException {
    run("kill-server");
  }
}
