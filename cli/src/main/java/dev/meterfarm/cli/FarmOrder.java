package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.AgentOrder;
import dev.meterfarm.coordinator.http.FarmMessages.AgentView;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceOrder;
import dev.meterfarm.coordinator.http.FarmMessages.DeviceView;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.wire.DurationText;
import java.time.Duration;
import java.util.List;

/** Orders for devices and agents, as several commands give them. Stateless. */
final class FarmOrder {
  private FarmOrder() {}

  static int send(RemoteOptions remote, DeviceOrder order, boolean json)
      throws InterruptedException {
    byte[] reply = remote.client().postBytes("/api/v1/devices/orders", FarmJson.bytes(order));
    DeviceView device = FarmJson.read(reply, DeviceView.class);
    System.out.print(json ? FarmJson.text(device) + "\n" : DevicesCommand.devices(List.of(device)));
    return ExitCode.OK.code();
  }

  static int send(RemoteOptions remote, AgentOrder order, boolean json)
      throws InterruptedException {
    byte[] reply = remote.client().postBytes("/api/v1/agents/orders", FarmJson.bytes(order));
    AgentView agent = FarmJson.read(reply, AgentView.class);
    System.out.print(json ? FarmJson.text(agent) + "\n" : DevicesCommand.agents(List.of(agent)));
    return ExitCode.OK.code();
  }

  /** A duration as typed after {@code --for}. */
  static Duration duration(String text) {
    return DurationText.parse(text)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.INVALID_REQUEST,
                    "--for '" + text + "' must be " + DurationText.RULE));
  }
}
