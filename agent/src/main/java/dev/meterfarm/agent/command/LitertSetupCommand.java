package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.profile.DeviceProfile;
import dev.meterfarm.agent.setup.VirtualEnvironment;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.FarmException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Installs LiteRT's wheel. */
@Command(
    name = "litert",
    description = {
      "Installs LiteRT (the wheel ai-edge-litert 2.3.0, 160 MB) into a virtual environment of its",
      "own, and runs a small model on everything that the profiles declare for it.",
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
final class LitertSetupCommand implements Callable<Integer> {
  /** The folder of the environment, and the driver that uses it. */
  private static final String LITERT = "litert";

  private static final List<String> REQUIREMENTS = List.of("ai-edge-litert==2.3.0", "numpy==2.4.6");

  @Option(
      names = "--python",
      defaultValue = "python3",
      paramLabel = "PROGRAM",
      description =
          "Python 3.11 or newer to make the environment with (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(names = "--again", description = "Install it anew, even if it is there.")
  private boolean again;

  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    VirtualEnvironment environment = VirtualEnvironment.named(LITERT, System.getenv());
    if (!again && environment.holds(REQUIREMENTS)) {
      say(out, "LiteRT is installed in " + environment.folder());
    } else {
      environment.install(python, REQUIREMENTS, line -> say(out, line));
    }
    boolean any = false;
    for (DeviceProfile profile : LocalAgent.profiles(profiles.folder()).all()) {
      if (profile.driver().equals(LITERT)) {
        for (DeclaredTarget target : profile.targets()) {
          any |= serves(target.name(), out);
        }
      }
    }
    return (any ? ExitCode.OK : ExitCode.ENVIRONMENT).code();
  }

  private boolean serves(String target, PrintWriter out) {
    try (LocalAgent agent = LocalAgent.open(profiles.folder(), Set.of(target))) {
      TargetDescription of = agent.targets().get(0);
      say(out, String.format("%-16s ready: %s, %s", target, of.runtime(), of.deviceClass()));
      return true;
    } catch (FarmException e) {
      say(out, String.format("%-16s no: %s", target, e.getMessage()));
      return false;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
