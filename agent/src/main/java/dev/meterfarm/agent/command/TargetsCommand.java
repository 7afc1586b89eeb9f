package dev.meterfarm.agent.command;

import dev.meterfarm.agent.profile.DeviceProfile;
import dev.meterfarm.agent.profile.DeviceProfiles;
import dev.meterfarm.agent.profile.TargetProfile;
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
    var out = spec.commandLine().getOut();
    out.printf("%-20s %-12s %-16s %s%n", "TARGET", "DEVICE", "DRIVER", "SETTINGS");
    for (DeviceProfile profile : DeviceProfiles.load(profiles.folder()).all()) {
      for (TargetProfile target : profile.targets()) {
        out.printf(
            "%-20s %-12s %-16s %s%n",
            target.name(), profile.device(), profile.driver().word(), settings(target));
      }
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static String settings(TargetProfile target) {
    if (target instanceof TargetProfile.Embedded of) {
      return (of.xnnpack() ? "XNNPACK" : "TFLite's own kernels")
          + ", "
          + of.threads()
          + (of.threads() == 1 ? " thread" : " threads");
    }
    return "simulated";
  }
}
