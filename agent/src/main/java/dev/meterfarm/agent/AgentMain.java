package dev.meterfarm.agent;

import dev.meterfarm.agent.command.AgentCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Main class of {@code bin/agent}. */
public final class AgentMain {
  private AgentMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "agent-logback.xml");
    }
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(AgentCommand.run(out, err, List.of(args)));
  }
}
