package dev.meterfarm.agent.command;

import dev.meterfarm.agent.android.PhoneShelf;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lights up a phone on the shelf. */
@Command(
    name = "locate",
    description = "Blinks with a phone's screen, so that it is found among the others.",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class LocateCommand implements Callable<Integer> {
  private static final int MOST_TIMES = 600;

  @Parameters(paramLabel = "SERIAL", description = "As 'agent devices' or 'adb devices' names it.")
  private String serial;

  @Option(
      names = "--times",
      defaultValue = "15",
      paramLabel = "N",
      description = "How often (default: ${DEFAULT-VALUE}), about once a second.")
  private int times;

  @Option(
      names = "--adb-port",
      paramLabel = "PORT",
      description = "Port of the adb server (default: as adb has it).")
  private Integer port;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (times < 1 || times > MOST_TIMES) {
      throw new ParameterException(
          spec.commandLine(), "--times must be from 1 to " + MOST_TIMES + ", but is " + times);
    }
    TerminationSignals signals = TerminationSignals.install();
    PrintWriter out = spec.commandLine().getOut();
    PhoneShelf.locate(
        port == null ? PhoneShelf.usualPort() : port,
        serial,
        times,
        phone -> {
          out.println(phone + " blinks " + times + " times; Ctrl-C ends it.");
          out.flush();
        },
        time -> signals.await(time.toMillis()));
    out.println("Its screen is as it was before.");
    return ExitCode.OK.code();
  }
}
