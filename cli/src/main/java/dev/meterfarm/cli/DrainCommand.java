package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.FarmMessages.AgentOrder;
import dev.meterfarm.coordinator.http.FarmMessages.AgentVerb;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
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
  private static final String USUALLY = "1h";

  @Parameters(paramLabel = "AGENT", description = "The agent, as 'devices' lists it.")
  private String agent;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why; others will see it.")
  private String note = "";

  /** At most one of these. */
  private static final class Lasting {
    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "How long; " + USUALLY + " by default.")
    private Optional<String> time = Optional.empty();

    @Option(
        names = "--for-good",
        description = "Give it nothing any more until --end; it is DISABLED then.")
    private boolean forGood;

    @Option(names = "--end", description = "End the drain now, or give it work again for good.")
    private boolean end;
  }

  @ArgGroup private Lasting lasting = new Lasting();

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print the agent as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (!lasting.end && note.isBlank()) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, "give --note TEXT, so that others know why and whom to ask");
    }
    return FarmOrder.send(remote, order(), json);
  }

  private AgentOrder order() {
    if (lasting.end) {
      return new AgentOrder(agent, AgentVerb.RESUME, "", Optional.empty());
    }
    if (lasting.forGood) {
      return new AgentOrder(agent, AgentVerb.DISABLE, note, Optional.empty());
    }
    Duration time = FarmOrder.duration(lasting.time.orElse(USUALLY));
    return new AgentOrder(agent, AgentVerb.DRAIN, note, Optional.of(time));
  }
}
