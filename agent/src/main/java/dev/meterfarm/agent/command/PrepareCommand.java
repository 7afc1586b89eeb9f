package dev.meterfarm.agent.command;

import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes phones ready before anybody waits for them. */
@Command(
    name = "prepare",
    description = {
      "Makes all connected phones ready: pushes the lab's benchmark_model, sets its run bit, asks"
          + " which flags it knows, runs it once, on a GPU too where the profile wants one, and"
          + " prints its SHA-256.",
      "An agent does the same when a phone is plugged in. Ends with 5 unless all are ready."
    },
    mixinStandardHelpOptions = true,
    versionProvider = AgentCommand.Version.class)
final class PrepareCommand implements Callable<Integer> {
  @Mixin private ProfilesOption profiles;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DeviceSurvey survey = DeviceSurvey.take(profiles.folder(), Set.of("android"));
    survey.print(out);
    out.flush();
    return (survey.isAllReady() ? ExitCode.OK : ExitCode.ENVIRONMENT).code();
  }
}
