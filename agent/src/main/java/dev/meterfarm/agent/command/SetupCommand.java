package dev.meterfarm.agent.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Installs tools that devices need, into folders of our own. */
@Command(
    name = "setup",
    description = {
      "Installs a tool that targets need, into a folder of its own below"
          + " ~/.local/share/meterfarm/tools (or $METERFARM_TOOLS), checks it, and says which targets"
          + " it serves now."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class,
    subcommands = {LitertSetupCommand.class, OpenVinoSetupCommand.class, HelpCommand.class})
final class SetupCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to set up");
  }
}
