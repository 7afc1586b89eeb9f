package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.JobMessages.JobEvidence;
import dev.meterfarm.coordinator.http.JobMessages.JobList;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.coordinator.store.AttemptLine;
import dev.meterfarm.coordinator.store.JobLine;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coordinator jobs}: what is planned, runs, and came to nothing, with the evidence. */
@Command(
    name = "jobs",
    description = {
      "Lists jobs of a coordinator, the latest first; with a number, everything that was tried.",
      "POISON jobs came to nothing; --requeue lets one be tried again."
    })
final class JobsCommand implements Callable<Integer> {
  private static final String JOBS = "/api/v1/jobs";

  @Parameters(arity = "0..1", paramLabel = "JOB", description = "A job's number.")
  private Optional<Long> job = Optional.empty();

  @Option(names = "--campaign", paramLabel = "ID", description = "Only of this campaign.")
  private Optional<String> campaign = Optional.empty();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only in this state: ${COMPLETION-CANDIDATES}.")
  private Optional<JobState> state = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many; ${DEFAULT-VALUE} by default.")
  private int limit;

  @Option(names = "--requeue", description = "Let the job, which is POISON, be tried again.")
  private boolean requeue;

  @Mixin private RemoteOptions remote;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (requeue && job.isEmpty()) {
      throw new FarmException(ErrorCode.INVALID_REQUEST, "--requeue needs a job's number");
    }
    OperatorClient client = remote.client();
    if (requeue) {
      byte[] reply = client.postBytes(JOBS + "/" + job.get() + "/requeue", new byte[0]);
      print(new JobList(List.of(FarmJson.read(reply, JobLine.class))));
    } else if (job.isPresent()) {
      print(client.get(JOBS + "/" + job.get(), JobEvidence.class));
    } else {
      print(client.get(query(), JobList.class));
    }
    return ExitCode.OK.code();
  }

  private String query() {
    return JOBS
        + "?limit="
        + limit
        + campaign.map(id -> "&campaign=" + OperatorClient.segment(id)).orElse("")
        + state.map(wanted -> "&state=" + wanted).orElse("");
  }

  private void print(JobList jobs) {
    System.out.print(json ? FarmJson.text(jobs) + "\n" : table(jobs.jobs()));
  }

  private void print(JobEvidence evidence) {
    System.out.print(
        json
            ? FarmJson.text(evidence) + "\n"
            : table(List.of(evidence.job())) + "\n" + attempts(evidence.attempts()));
  }

  private static String table(List<JobLine> jobs) {
    if (jobs.isEmpty()) {
      return "No such job, or none yet.\n";
    }
    TextTable table =
        new TextTable("job", "campaign", "state", "tries", "target", "agent", "key", "failure");
    for (JobLine job : jobs) {
      table.row(
          Long.toString(job.id().value()),
          job.campaign(),
          job.state().name(),
          Integer.toString(job.attempts()),
          job.target(),
          job.agent().orElse(""),
          job.key(),
          job.failure().orElse("").lines().findFirst().orElse(""));
    }
    return table.toString();
  }

  private static String attempts(List<AttemptLine> attempts) {
    TextTable table = new TextTable("granted", "ended", "agent", "device", "outcome", "evidence");
    for (AttemptLine attempt : attempts) {
      table.row(
          TimeText.of(attempt.granted()),
          attempt.ended().map(TimeText::of).orElse("runs"),
          attempt.agent(),
          attempt.device().orElse(""),
          attempt.outcome().orElse(""),
          attempt.code().map(code -> code + ": ").orElse("") + attempt.message().orElse(""));
    }
    return table.toString();
  }
}
