package dev.meterfarm.agent.command;

import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code bin/agent}. */
@Command(
    name = "agent",
    description = "Measures models on the devices of this machine.",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class,
    subcommands = {
      StartCommand.class,
      MeasureCommand.class,
      SetupCommand.class,
      TargetsCommand.class,
      DevicesCommand.class,
      PrepareCommand.class,
      LocateCommand.class,
      DoctorCommand.class,
      RehearseCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything asked for was done",
      "1:a mistake of Meterfarm's own",
      "2:unknown command or flag",
      "3:a profile or an argument is not as it should be",
      "4:some of the models, or all, could not be measured",
      "5:runtime, device, storage or coordinator is not usable",
      "7:the coordinator does not accept the token, or not for this",
      "130:stopped by a person"
    })
public final class AgentCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Tells the version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = AgentCommand.class.getPackage().getImplementationVersion();
      return new String[] {"agent " + (version == null ? "(not packaged)" : version)};
    }
  }

  /** Runs a command line; returns the exit code. */
  public static int run(PrintWriter out, PrintWriter err, List<String> args) {
    CommandLine line = new CommandLine(new AgentCommand());
    line.setOut(out);
    line.setErr(err);
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
    int code = line.execute(args.toArray(String[]::new));
    out.flush();
    err.flush();
    return code;
  }

  private static int report(Exception failure, CommandLine command) {
    if (failure instanceof FarmException known) {
      command
          .getErr()
          .println(
              "agent: "
                  + known.getMessage()
                  + " ["
                  + known.code().name().toLowerCase(Locale.ROOT).replace('_', '-')
                  + "]");
      return ExitCode.of(known.code()).code();
    }
    if (failure instanceof InterruptedException) {
      command.getErr().println("agent: stopped");
      return ExitCode.INTERRUPTED.code();
    }
    command.getErr().println("agent: this is a mistake of Meterfarm's own, please report it:");
    failure.printStackTrace(command.getErr());
    return ExitCode.INTERNAL.code();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
