package dev.meterfarm.agent.command;

import dev.meterfarm.agent.driver.DeviceSighting;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what is connected. */
@Command(
    name = "devices",
    description = {
      "Lists the devices that are connected: their state, the profile that is for them and why,"
          + " and what they serve; then every target of the profiles: ready, or what to do about it.",
      "Phones get the lab's benchmark_model pushed, if they do not have it yet."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class DevicesCommand implements Callable<Integer> {
  @Option(
      names = "--driver",
      paramLabel = "WORD",
      description = "Only devices of this driver; may be repeated.")
  private Set<String> drivers = new TreeSet<>();

  @Option(
      names = "--suggest",
      description =
          "Print a profile for phones that no profile is made for, and the udev rule that lets this machine use"
              + " them.")
  private boolean suggest;

  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DeviceSurvey survey = DeviceSurvey.take(profiles.folder(), drivers);
    survey.print(out);
    survey.printTargets(out);
    if (suggest) {
      printSuggestions(survey, out);
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private static void printSuggestions(DeviceSurvey survey, PrintWriter out) {
    boolean any = false;
    for (DeviceSighting of : survey.sightings()) {
      if (!of.suggestion().isEmpty() && isUnknown(of)) {
        out.println();
        out.print(of.suggestion());
        any = true;
      }
    }
    if (!any) {
      out.println();
      out.println("Nothing to suggest: no phone is connected that no profile is made for.");
    }
  }

  /** No profile, or only one that is for anything. */
  private static boolean isUnknown(DeviceSighting of) {
    return of.profile().isEmpty() || of.profile().contains("it is for any phone");
  }
}
