package dev.meterfarm.agent.command;

import dev.meterfarm.agent.openvino.OpenVinoInstallation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Installs OpenVINO's wheel, or takes note of another installation. */
@Command(
    name = "openvino",
    description = {
      "Installs OpenVINO (the wheel " + OpenVinoInstallation.WHEEL + ", 280 MB) into a virtual",
      "environment of its own, and runs a small model on every device that it knows.",
      "Doing so again is harmless."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:installed, and at least one target is served",
      "2:unknown flag",
      "5:it could not be installed, or serves no target"
    })
final class OpenVinoSetupCommand implements Callable<Integer> {
  @Option(
      names = "--tool",
      paramLabel = "FILE",
      description = {
        "Install nothing; use this benchmark_app from now on. A script that sets the environment",
        "of an older OpenVINO and then calls it serves as well."
      })
  private Path tool;

  @Option(
      names = "--python",
      defaultValue = "python3",
      paramLabel = "PROGRAM",
      description =
          "Python 3.10 or newer to make the environment with (default: ${DEFAULT-VALUE}).")
  private String python;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    OpenVinoInstallation installation = new OpenVinoInstallation(System.getenv());
    if (tool != null) {
      installation.use(tool);
      out.println("uses " + tool.toAbsolutePath());
    } else {
      installation.install(
          python,
          line -> {
            out.println(line);
            out.flush();
          });
    }
    out.flush();
    boolean any = false;
    for (OpenVinoInstallation.Service service : installation.tryAll()) {
      any |= service.problem().isEmpty();
      String never =
          service.neverRunOn().isEmpty()
              ? ""
              : " (never run on " + service.neverRunOn() + " by us)";
      out.printf(
          "%-16s %s%n",
          service.target(), service.problem().map(why -> "no: " + why).orElse("ready") + never);
      out.flush();
    }
    return (any ? ExitCode.OK : ExitCode.ENVIRONMENT).code();
  }
}
