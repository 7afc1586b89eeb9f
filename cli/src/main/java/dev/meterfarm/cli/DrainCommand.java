package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.AgentOrder;
import dev.meterfarm.coordinator.http.FarmMessages.AgentVerb;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator drain}. */
@Command(
    name = "drain",
    description = {
      "Lets an agent finish what it has and gives it nothing new, for a while.",
      "--end gives it work again before its time is over."
    })
final class DrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "AGENT", description = "The agent, as 'devices' lists it.")
  private String agent;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why; others will see it.")
  private String note = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "How long; ${DEFAULT-VALUE} by default.")
  private String lasting;

  @Option(
      names = "--for-good",
      description = "Give it nothing any more until --end; it is DISABLED then.")
  private boolean forGood;

  @Option(names = "--end", description = "End the drain now, or give it work again for good.")
  private boolean end;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the agent as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!end && note.isBlank()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "give --note TEXT, so that others know why and whom to ask");
    }
    AgentOrder order;
    if (end) {
      order = new AgentOrder(agent, AgentVerb.RESUME, "", Optional.empty());
    } else if (forGood) {
      order = new AgentOrder(agent, AgentVerb.DISABLE, note, Optional.empty());
    } else {
      order =
          new AgentOrder(agent, AgentVerb.DRAIN, note, Optional.of(FarmOrder.duration(lasting)));
    }
    return FarmOrder.send(remote, order, json);
  }
}
