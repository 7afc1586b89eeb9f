package dev.meterfarm.coordinator.store.sql;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.LeaseTerms;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.lease.Lease;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in the middle of its writing, as {@code kill -9} does. */
class KilledWriterTest {
  private static final int KILLS = 3;
  private static final int RESULTS_BEFORE_KILL = 150;

  @TempDir Path folder;

  @Test
  void every_acknowledged_result_is_there_after_a_kill() throws Exception {
    Set<Long> acknowledged = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      killInTheMiddle(acknowledged);
      verify(acknowledged);
    }
  }

  private void killInTheMiddle(Set<Long> acknowledged) throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "acknowledged", ".txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectOutput(said.toFile())
            .redirectError(folder.resolve("child.err").toFile())
            .start();
    try {
      await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(60))
          .until(() -> lines(said).size() >= RESULTS_BEFORE_KILL);
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor()).as("killed, not ended").isEqualTo(137);
    lines(said).forEach(line -> acknowledged.add(Long.parseLong(line)));
  }

  /** The whole lines; the last one may have been cut by the kill. */
  private static List<String> lines(Path file) throws IOException {
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void verify(Set<Long> acknowledged) {
    try (SqliteStore store = SqliteStore.open(folder, Clock.systemUTC())) {
      List<JobId> jobs = acknowledged.stream().map(JobId::new).toList();
      Map<JobId, JobState> states = store.plan().states(jobs);
      assertThat(states).hasSize(acknowledged.size());
      assertThat(states.values()).containsOnly(JobState.DONE);
      jobs.forEach(
          job ->
              assertThat(store.measurements().find(job).orElseThrow().result().outcomes())
                  .hasSize(2));
    }
  }

  /** Plans, grants and accepts without end, and prints each job that it was told is stored. */
  static final class Child {
    private static final LeaseTerms TERMS =
        new LeaseTerms(Duration.ofSeconds(60), Duration.ofSeconds(60));

    private static final int JOBS_A_ROUND = 1_000;

    private Child() {}

    public static void main(String[] arguments) throws InterruptedException {
      SqliteStore store = SqliteStore.open(Path.of(arguments[0]), Clock.systemUTC());
      if (store.campaigns().find(CAMPAIGN).isEmpty()) {
        store
            .campaigns()
            .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
      }
      String life = "pid-" + ProcessHandle.current().pid();
      for (int round = 0; ; round++) {
        workOff(store, life, store.plan().enqueue(jobs(life + "/" + round + "/", JOBS_A_ROUND), 3));
      }
    }

    private static void workOff(SqliteStore store, String life, List<PlannedJob> planned)
        throws InterruptedException {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      Thread[] threads = new Thread[4];
      for (int t = 0; t < threads.length; t++) {
        int first = t;
        String agent = life + "-agent-" + t; // those of an earlier life still hold their devices
        threads[t] =
            new Thread(
                () -> {
                  for (int i = first; i < planned.size(); i += threads.length) {
                    work(store, planned.get(i).id(), agent);
                    out.println(planned.get(i).id().value());
                  }
                });
        threads[t].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void work(SqliteStore store, JobId job, String agent) {
      Lease lease = store.ledger().grant(job, Samples.holder(agent), TERMS).lease().orElseThrow();
      store.ledger().accept(agent, Samples.result(lease));
    }
  }
}
