package dev.meterfarm.agent.command;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.driver.DeclaredTarget;
import dev.meterfarm.agent.profile.DeviceProfile;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what the profiles declare. */
@Command(
    name = "targets",
    description = "Lists the targets that the device profiles declare.",
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class TargetsCommand implements Callable<Integer> {
  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<DeviceProfile> all = LocalAgent.profiles(profiles.folder()).all();
    var out = spec.commandLine().getOut();
    out.printf("%-20s %-12s %-16s %s%n", "TARGET", "DEVICE", "DRIVER", "SETTINGS");
    for (DeviceProfile profile : all) {
      for (DeclaredTarget target : profile.targets()) {
        out.printf(
            "%-20s %-12s %-16s %s%n",
            target.name(), profile.device(), profile.driver(), target.settings());
      }
    }
    out.flush();
    return ExitCode.OK.code();
  }
}
