package dev.meterfarm.coordinator.node;

import static dev.meterfarm.coordinator.Samples.AGENT;
import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.DEVICE;
import static dev.meterfarm.coordinator.Samples.START;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.dispatch.DispatchSettings;
import dev.meterfarm.coordinator.dispatch.HandOut;
import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.dispatch.JobBoard;
import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.dispatch.LedgerPorts;
import dev.meterfarm.coordinator.queue.InMemoryWorkQueue;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.sql.PostgresAddress;
import dev.meterfarm.coordinator.store.sql.PostgresServer;
import dev.meterfarm.coordinator.store.sql.PostgresStore;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators that share a PostgreSQL ledger and nothing else. */
class SeveralNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final PostgresAddress database = PostgresServer.newDatabase();

  /** A node without a server, whose queue nobody else knows. */
  private final class BareNode implements AutoCloseable {
    private final PostgresStore store = PostgresStore.open(database, Clock.systemUTC());
    private final Lead lead;
    private final HandOut handOut;

    BareNode(String name) {
      lead = Lead.start(store.leadership(name), System::nanoTime);
      handOut =
          HandOut.start(
              new LedgerPorts(
                  store.plan(),
                  store.plan(lead::term),
                  store.ledger(),
                  store.sweep(),
                  store.measurements(),
                  store.blobs(),
                  store.registry()),
              new InMemoryWorkQueue(),
              DispatchSettings.defaults(),
              new Random(1));
    }

    boolean leads() {
      return lead.term().isPresent();
    }

    @Override
    public void close() {
      handOut.close();
      lead.close();
      store.close();
    }
  }

  @Test
  void who_leads_plans_and_who_does_not_serves_agents_all_the_same() throws InterruptedException {
    try (BareNode first = new BareNode("first")) {
      await().atMost(PATIENCE).until(first::leads);
      first
          .store
          .campaigns()
          .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
      try (BareNode second = new BareNode("second")) {
        assertThatThrownBy(() -> second.handOut.board().submit(jobs("k", 2)))
            .isInstanceOfSatisfying(
                FarmException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.LEADERSHIP_LOST));
        JobBatch batch = first.handOut.board().submit(jobs("k", 2));

        for (int i = 0; i < 2; i++) {
          Lease lease =
              second
                  .handOut
                  .dispatcher()
                  .lease(AGENT, Samples.request(DEVICE, PATIENCE))
                  .orElseThrow();
          second.handOut.dispatcher().submit(AGENT, Samples.result(lease));
        }
        assertThat(batch.await(PATIENCE).orElseThrow())
            .as("the leader hears what another node was told")
            .hasSize(2)
            .allMatch(JobOutcome.Done.class::isInstance);

        assertThat(second.leads()).isFalse();
        first.lead.close();
        await().atMost(PATIENCE).until(second::leads);
        assertThatThrownBy(() -> first.handOut.board().submit(jobs("l", 1)))
            .hasMessageContaining("another coordinator plans");
        JobBatch known = second.handOut.board().submit(jobs("k", 2));
        assertThat(known.await(PATIENCE).orElseThrow()).hasSize(2);
      }
    }
  }

  /**
   * A leader that was stopped wakes up in the middle of a campaign, thinks that the time is over
   * and takes back what it waits for, while its successor waits for the same jobs.
   */
  @Test
  void a_leader_that_was_replaced_cannot_take_back_the_jobs_of_the_next_one()
      throws InterruptedException {
    try (BareNode first = new BareNode("first")) {
      first
          .store
          .campaigns()
          .create(new Campaign(CAMPAIGN, "n", "{}", 1, CampaignState.RUNNING, START, "0.1.0"));
      await().atMost(PATIENCE).until(first::leads);
      JobBoard old = first.handOut.board().under(first.store.plan(first.lead.term().orElseThrow()));
      JobBatch waiting = old.submit(jobs("k", 2));
      try (BareNode second = new BareNode("second")) {
        first.lead.close();
        await().atMost(PATIENCE).until(second::leads);
        JobBatch same = second.handOut.board().submit(jobs("k", 2));

        assertThatThrownBy(waiting::cancel)
            .isInstanceOfSatisfying(
                FarmException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.LEADERSHIP_LOST));
        assertThatThrownBy(() -> old.submit(jobs("l", 1))).hasMessageContaining("is over");
        assertThat(second.store.plan().count(CAMPAIGN)).containsOnly(Map.entry(JobState.READY, 2));
        same.cancel();
        assertThat(second.store.plan().count(CAMPAIGN))
            .as("the leader may")
            .containsOnly(Map.entry(JobState.CANCELLED, 2));
      }
    }
  }

  private RunningNode node(String name) throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    Path password = Files.writeString(folder.resolve("password"), database.password() + "\n");
    return RunningNode.start(
        data,
        "node: " + name,
        "listen: {port: 0}",
        "tls: {mode: none}",
        "database: {url: '"
            + database.url()
            + "', user: "
            + database.user()
            + ", password-file: "
            + password
            + "}");
  }

  private static boolean plans(RunningNode node, String token) throws Exception {
    return node.get("/status", token).body().replace(" ", "").contains("\"plans\":true");
  }

  @Test
  @SuppressWarnings("try") // the second one ends in the middle
  void of_two_served_nodes_one_plans_and_the_other_follows_when_it_ends() throws Exception {
    try (RunningNode second = node("second")) {
      String token = second.adminToken();
      await().atMost(PATIENCE).until(() -> plans(second, token));
      try (RunningNode first = node("first")) {
        assertThat(first.get("/status", token).statusCode())
            .as("one node's token is good at the other")
            .isEqualTo(200);
        String agent = second.agentCredential(AGENT.agent());
        String made =
            second
                .send("POST", "/api/v1/tokens", token, "{\"name\":\"v\",\"role\":\"viewer\"}")
                .body()
                .replaceAll("(?s).*\"(mfc_[^\"]+)\".*", "$1");
        await().atMost(PATIENCE).until(() -> first.get("/status", made).statusCode() == 200);
        Announcement announcement = new Announcement("test", List.of(target()), List.of());
        byte[] hello = WireJson.write(new LinkMessages.Hello(AGENT.session(), announcement));
        assertThat(first.send("POST", LinkMessages.PATH + "sessions", agent, hello).statusCode())
            .isEqualTo(200);
        try (PostgresStore store = PostgresStore.open(database, Clock.systemUTC())) {
          await()
              .atMost(PATIENCE)
              .until(() -> store.campaigns().targets(Campaign.FARM).equals(List.of(target())));
        }
        assertThat(plans(first, token)).isFalse();
        second.close();
        await().atMost(PATIENCE).until(() -> plans(first, token));
      }
    }
  }

  private static TargetDescription target() {
    return new TargetDescription(
        TARGET,
        "class",
        "runtime",
        Map.of(),
        new TimingTraits(LabelStatistic.PERCENTILE_25, 1, TimedRegion.COMPUTE, false, false),
        false,
        "hash",
        Map.of());
  }

  @Test
  void a_password_file_that_is_missing_is_told() {
    assertThatThrownBy(
            () ->
                RunningNode.start(
                    Files.createDirectories(folder.resolve("data")),
                    "database: {url: 'jdbc:postgresql://localhost/x', password-file: /nothing}"))
        .hasMessageContaining("password-file");
  }
}
