package dev.meterfarm.cli;

import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import dev.meterfarm.protocol.client.TokenFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

  @Override
  @SuppressWarnings("try") // the signal works by being open
  public Integer call() {
    NodeSettings settings = NodeSettingsLoader.load(config, data);
    try (StopSignal signal = StopSignal.install();
        CoordinatorNode node = CoordinatorNode.start(settings, Version.text())) {
      greet(node, settings);
      new CountDownLatch(1).await();
      return ExitCode.OK.code();
    } catch (InterruptedException e) {
      System.out.println("Stopped. Everything accepted is in the ledger.");
      return ExitCode.OK.code();
    }
  }

  private static void greet(CoordinatorNode node, NodeSettings settings) {
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
    text.append("\n  is it well? curl ").append(node.url()).append("/ready");
    text.append("\n  the API: ").append(node.url()).append("/openapi.yaml");
    System.out.println(text);
    System.out.flush();
  }
}
