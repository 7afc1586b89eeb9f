package dev.meterfarm.agent;

import dev.meterfarm.agent.command.AgentCommand;

/** Main class of {@code bin/agent}. */
public final class AgentMain {
  private AgentMain() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "agent-logback.xml");
    }
    System.exit(AgentCommand.run(args));
  }
}
