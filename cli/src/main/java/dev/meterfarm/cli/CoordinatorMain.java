package dev.meterfarm.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The entry of {@code bin/coordinator}. */
@Command(
    name = "coordinator",
    description = "Measures devices, learns how long networks take on them, and predicts.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCampaignCommand.class,
      ServeCommand.class,
      DoctorCommand.class,
      ConnectCommand.class,
      TokenCommand.class,
      CampaignsCommand.class,
      AttachCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      DevicesCommand.class,
      JobsCommand.class,
      DrainCommand.class,
      QuarantineCommand.class,
      RetireCommand.class,
      ReleaseCommand.class,
      BackupCommand.class,
      FsckCommand.class,
      ExportCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      ExplainCommand.class,
      InspectCommand.class,
      RetrainCommand.class,
      ZooCommand.class,
      AutoComplete.GenerateCompletion.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:everything asked for was done",
      " 1:a mistake of Meterfarm's; please report it",
      " 2:unknown command or flag",
      " 3:a campaign, profile, bundle or model is not as it should be",
      " 4:some models were handled, some were not",
      " 5:storage, native runtime or device is not usable",
      " 6:the budget is too small for any result",
      " 7:the coordinator does not accept the token, or not for this",
      " 8:predictions are not as accurate as --require-within10 wants",
      " 130:stopped by a person; run-campaign --resume goes on"
    })
public final class CoordinatorMain {
  private CoordinatorMain() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    int code = run(arguments, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.out.flush();
    if (!StopSignal.isStopping()) {
      System.exit(code);
    }
  }

  static int run(String[] arguments, PrintWriter errors) {
    CommandLine line = new CommandLine(new CoordinatorMain());
    line.setErr(errors);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(new FailureReport());
    line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(false);
    return line.execute(arguments);
  }
}
