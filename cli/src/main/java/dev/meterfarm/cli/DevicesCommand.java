package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.AgentView;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceView;
import dev.meterfarm.coordinator.http.FarmMessages.FarmView;
import dev.meterfarm.coordinator.registry.Finding;
import dev.meterfarm.coordinator.registry.Hold;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.coordinator.service.FarmJson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coordinator devices}: who is there, in which state, and why. */
@Command(
    name = "devices",
    description =
        "Lists devices and agents of a coordinator, and what recent failures have in common.")
final class DevicesCommand implements Callable<Integer> {
  static final String PATH = "/api/v1/devices";

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    FarmView farm = remote.client().get(PATH, FarmView.class);
    System.out.print(
        json
            ? FarmJson.text(farm) + "\n"
            : devices(farm.devices()) + "\n" + agents(farm.agents()) + findings(farm.findings()));
    return ExitCode.OK.code();
  }

  static String devices(List<DeviceView> devices) {
    if (devices.isEmpty()) {
      return "No device yet; start an agent: bin/agent start\n";
    }
    TextTable table =
        new TextTable("device", "state", "agent", "where", "connected", "targets", "until", "why");
    for (DeviceView device : devices) {
      table.row(
          device.id().value(),
          device.state().name(),
          device.agent(),
          where(device.where()),
          device.connected() ? "yes" : "no",
          String.join(",", device.targets()),
          device.until().map(TimeText::of).orElse(""),
          why(device.reason(), device.hold()));
    }
    return table.toString();
  }

  /** Failures are grouped by the same words. */
  private static String where(Whereabouts where) {
    return Stream.of(
            where.host(),
            where.hub().isEmpty() ? "" : "hub " + where.hub(),
            where.port().isEmpty() ? "" : "port " + where.port())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** Who ordered it comes before that person's note. */
  private static String why(String reason, Optional<Hold> hold) {
    return hold.filter(order -> order.note().equals(reason))
        .map(order -> order.by() + ": " + reason)
        .orElse(reason);
  }

  static String agents(List<AgentView> agents) {
    TextTable table =
        new TextTable("agent", "state", "host", "version", "last heard of", "until", "why");
    for (AgentView agent : agents) {
      table.row(
          agent.name(),
          agent.state().name(),
          agent.host(),
          agent.version(),
          TimeText.of(agent.seen()),
          agent.hold().flatMap(Hold::until).map(TimeText::of).orElse(""),
          why(agent.reason(), agent.hold()));
    }
    return table.toString();
  }

  private static String findings(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append("\nFinding: ")
          .append(finding.count())
          .append(" failures ")
          .append(finding.codes())
          .append(" share ")
          .append(finding.cause())
          .append(' ')
          .append(finding.value())
          .append(": ")
          .append(finding.devices().size())
          .append(" of its ")
          .append(finding.of())
          .append(" devices ")
          .append(finding.devices())
          .append('\n');
    }
    return text.toString();
  }
}
