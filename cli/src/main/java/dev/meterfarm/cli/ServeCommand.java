package dev.meterfarm.cli;

import dev.meterfarm.agent.command.TerminationSignals;
import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import dev.meterfarm.protocol.client.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coordinator serve}: the service that a lab leaves running. */
@Command(
    name = "serve",
    description = {
      "Serves agents and operators until it is stopped.",
      "Without any flag: on this machine only, with its data in ./meterfarm-data."
    })
final class ServeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "coordinator.yaml",
      description = "Settings; see docs/service.md.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where ledger and tokens are; meterfarm-data by default.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--insecure",
      description =
          "Serve without TLS even where others can listen: everybody on the network may read"
              + " tokens. Needs 'tls: {mode: none}' in the configuration.")
  private boolean insecure;

  @Override
  public Integer call() throws InterruptedException {
    NodeSettings settings = NodeSettingsLoader.load(config, data, insecure);
    TerminationSignals signals = TerminationSignals.install();
    try (CoordinatorNode node = CoordinatorNode.start(settings, Version.text())) {
      System.out.println(greeting(node, settings));
      System.out.flush();
      signals.await();
      System.out.println("Stopping; a second signal ends at once.");
      node.drain();
    }
    System.out.println("Stopped. Everything accepted is in the ledger.");
    return ExitCode.OK.code();
  }

  static String greeting(CoordinatorNode node, NodeSettings settings) {
    StringBuilder text =
        new StringBuilder("Meterfarm coordinator " + Version.text() + " serves at " + node.url())
            .append("\n  data: ")
            .append(settings.data().toAbsolutePath());
    node.newAdminToken()
        .ifPresent(
            file -> {
              text.append("\n  administrator's token: ").append(file.toAbsolutePath());
              if (Terminal.console().isPresent()) {
                text.append("\n    shown this once: ").append(TokenFile.read(file));
              }
            });
    node.fingerprint()
        .ifPresent(
            pin -> text.append("\n  fingerprint of its certificate (SHA-256): ").append(pin));
    text.append("\n  is it well? curl -k ").append(node.url()).append("/ready");
    text.append("\n  the API: ").append(node.url()).append("/openapi.yaml");
    text.append("\n  next: bin/coordinator connect --coordinator ")
        .append(node.url())
        .append(node.fingerprint().map(pin -> " --fingerprint " + pin).orElse(""))
        .append(" --token-file ")
        .append(adminToken(settings))
        .append("\n        bin/coordinator token create --agent NAME");
    return text.toString();
  }

  /** A coordinator that shares its ledger finds an administrator whose token it has never seen. */
  private static String adminToken(NodeSettings settings) {
    Path file = settings.data().resolve(CoordinatorNode.ADMIN_TOKEN_FILE);
    return Files.exists(file)
        ? file.toString()
        : "FILE   (an administrator's token; the coordinator that started first made one)";
  }
}
