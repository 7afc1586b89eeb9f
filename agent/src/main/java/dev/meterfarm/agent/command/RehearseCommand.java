package dev.meterfarm.agent.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Devices for rehearsals. */
@Command(
    name = "rehearse",
    description = "Starts virtual devices, to try out what a lab does with real ones.",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class,
    subcommands = RehearsePhoneCommand.class)
final class RehearseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what is to be rehearsed is missing: phone");
  }
}
