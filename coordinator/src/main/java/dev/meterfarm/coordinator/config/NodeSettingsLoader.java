package dev.meterfarm.coordinator.config;

import dev.meterfarm.coordinator.config.NodeSettings.Tls;
import dev.meterfarm.coordinator.config.NodeSettings.TlsMode;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code coordinator.yaml}; every key has a default, and flags override the file. */
public final class NodeSettingsLoader {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT = 8443;
  private static final int QUEUE_PORT = 5701;
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String EXAMPLE_URL = "jdbc:postgresql://db:5432/meterfarm";
  private static final long MEBIBYTE = 1L << 20;

  private NodeSettingsLoader() {}

  /**
   * Reads the file, if there is one.
   *
   * @param file the configuration
   * @param data the folder that {@code --data} names
   * @param insecure {@code --insecure}: without TLS also where others can listen
   * @throws dev.meterfarm.protocol.validation.InvalidInputException with all problems
   */
  public static NodeSettings load(Optional<Path> file, Optional<Path> data, boolean insecure) {
    Problems problems = new Problems();
    ConfigNode root =
        ConfigNode.parse(
            file.map(NodeSettingsLoader::text).orElse("{}"),
            file.map(Path::toString).orElse("coordinator.yaml"),
            problems);
    NodeSettings settings = read(root, data);
    requireProtection(settings, insecure, root.child("tls"));
    problems.throwIfAny(file.map(Path::toString).orElse("the command line"));
    return settings;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read " + file + ": name a file that exists with --config",
          e);
    }
  }

  private static NodeSettings read(ConfigNode root, Optional<Path> data) {
    Path folder = Path.of(root.text("data", "meterfarm-data"));
    ConfigNode listen = root.child("listen");
    ConfigNode limits = root.child("limits");
    ConfigNode tls = root.child("tls");
    Optional<NodeSettings.Database> database = database(root.child("database"));
    NodeSettings settings =
        new NodeSettings(
            data.orElse(folder),
            listen.text("address", LOOPBACK),
            (int) listen.integer("port", PORT, 0, 65_535),
            limits.integer("json-mebibytes", 16, 1, 256) * MEBIBYTE,
            limits.integer("blob-mebibytes", 512, 1, 1_024) * MEBIBYTE,
            positive(limits, "body-time", Duration.ofSeconds(30)),
            positive(limits, "idle-time", Duration.ofSeconds(60)),
            (int) limits.integer("workers", 16, 2, 256),
            tls(tls),
            root.text("node", hostName()),
            database,
            queue(root.child("queue"), database.isPresent()));
    listen.end();
    limits.end();
    tls.end();
    root.end();
    return settings;
  }

  private static Optional<NodeSettings.Database> database(ConfigNode node) {
    if (!node.isPresent()) {
      return Optional.empty();
    }
    String url = node.requireText("url");
    if (!url.startsWith(POSTGRESQL)) {
      node.problem("url", url, "must begin with " + POSTGRESQL, "such as " + EXAMPLE_URL);
    } else if (url.contains("password=")) {
      node.problem("url", "...", "must not hold the password", "put it into password-file");
    }
    String user = node.text("user", "meterfarm");
    Path passwordFile = Path.of(node.requireText("password-file"));
    node.end();
    return Optional.of(new NodeSettings.Database(url, user, passwordFile));
  }

  private static NodeSettings.Queue queue(ConfigNode node, boolean sharesLedger) {
    List<String> members = node.texts("members");
    if (!members.isEmpty() && !sharesLedger) {
      node.problem(
          "members",
          members.toString(),
          "is for coordinators that share a ledger",
          "add 'database:', or leave it out");
    }
    NodeSettings.Queue queue =
        new NodeSettings.Queue(
            node.text("address", LOOPBACK),
            (int) node.integer("port", QUEUE_PORT, 1, 65_535),
            members,
            node.flag("trust-network", false));
    node.end();
    return queue;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "coordinator";
    }
  }

  private static Tls tls(ConfigNode node) {
    String mode = node.choice("mode", "self-signed", List.of("self-signed", "files", "none"));
    if (!mode.equals("files")) {
      return new Tls(
          mode.equals("none") ? TlsMode.OFF : TlsMode.SELF_SIGNED,
          Optional.empty(),
          Optional.empty());
    }
    return new Tls(
        TlsMode.FILES,
        Optional.of(Path.of(node.requireText("certificate"))),
        Optional.of(Path.of(node.requireText("key"))));
  }

  /** Tokens that cross a network in the clear are nobody's secret. */
  private static void requireProtection(NodeSettings settings, boolean insecure, ConfigNode tls) {
    if (settings.tls().mode() == TlsMode.OFF && !insecure && !isLoopback(settings.address())) {
      tls.problem(
          "mode",
          "none",
          "is only for loopback, but it listens on " + settings.address(),
          "remove it, or start with --insecure if everybody on the network may read tokens");
    }
  }

  private static boolean isLoopback(String address) {
    return address.equals("localhost")
        || address.equals("::1")
        || address.matches("127(\\.\\d{1,3}){3}");
  }

  private static Duration positive(ConfigNode node, String key, Duration fallback) {
    Duration value = node.duration(key, fallback);
    if (value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
      node.problem(key, value.toString(), "must be more than 0 and at most 1h", "");
      return fallback;
    }
    return value;
  }
}
