package dev.meterfarm.cli;

import static dev.meterfarm.cli.Rehearsal.campaign;
import static dev.meterfarm.cli.Rehearsal.forests;
import static dev.meterfarm.cli.Rehearsal.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.link.AgentCredential;
import dev.meterfarm.agent.link.HttpLink;
import dev.meterfarm.agent.run.AgentLoop;
import dev.meterfarm.agent.run.LoopSettings;
import dev.meterfarm.cli.Rehearsal.Ran;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.TargetView;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.link.CoordinatorLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns on a real coordinator with its HTTP server, and two agents with simulated devices. */
class RemoteCampaignTest {
  private static final Path PROFILE = Rehearsal.PROFILES.resolve("simulated.yaml");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private final List<AutoCloseable> agents = new ArrayList<>();
  private int port;
  private CoordinatorNode node;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    startNode();
  }

  @AfterEach
  void stop() throws Exception {
    stopFarm();
  }

  private void startNode() throws IOException {
    Path config = folder.resolve("coordinator.yaml");
    Files.writeString(config, "listen: {port: " + port + "}\ntls: {mode: none}\n");
    node =
        CoordinatorNode.start(
            NodeSettingsLoader.load(
                Optional.of(config), Optional.of(folder.resolve("data")), false),
            "test");
  }

  private void startAgents() throws Exception {
    for (String name : List.of("shelf-1", "shelf-2")) {
      Path profiles = Files.createDirectories(folder.resolve("profiles-" + name));
      Files.writeString(
          profiles.resolve("simulated.yaml"),
          Files.readString(PROFILE).replace("device: simulated", "device: simulated-" + name));
      LocalAgent agent = LocalAgent.open(profiles, Set.of("simulated-a", "simulated-b"));
      AgentLoop loop = agent.loopOver(name, link(name), LoopSettings.standard());
      loop.start();
      agents.add(agent);
      agents.add(loop);
    }
  }

  private CoordinatorLink link(String name) throws Exception {
    Path own = Files.createDirectories(folder.resolve("agent-" + name));
    Path token = own.resolve("token");
    if (!Files.exists(token)) {
      Ran made = run(remote("token", "create", "--agent", name, "--to", token.toString()));
      assertThat(made.code()).as(made.errors()).isZero();
    }
    CoordinatorAddress address = CoordinatorAddress.of(node.url(), Optional.empty());
    String credential = AgentCredential.obtain(own, Optional.of(token), address);
    return new HttpLink(new ApiClient(address, () -> Optional.of(credential)));
  }

  private void stopFarm() throws Exception {
    for (int i = agents.size() - 1; i >= 0; i--) {
      agents.get(i).close();
    }
    agents.clear();
    node.close();
  }

  @Test
  void a_campaign_survives_the_coordinator_and_ends_with_the_forests_of_a_local_run()
      throws Exception {
    Path calm = folder.resolve("calm");
    assertThat(run(campaign("simulated-a", Rehearsal.BUDGET, "--out", calm.toString())).code())
        .isZero();
    startAgents();
    String id = submit();
    awaitThat(id, view -> progress(view).map(p -> p.round() >= 1).orElse(false));

    stopFarm();
    startNode();
    assertThat(view(id).state()).isEqualTo(CampaignState.RUNNING);
    assertThat(progress(view(id))).as("the last progress is known at once").isPresent();
    startAgents();
    Path fetched = folder.resolve("fetched");
    Ran attached = run(remote("attach", id, "--json", "--out", fetched.toString()));

    assertThat(attached.code()).as(attached.errors()).isZero();
    assertThat(attached.out()).contains("\"campaign\" : \"" + id + "\"");
    assertThat(forests(fetched)).containsExactlyEntriesOf(forests(calm)).isNotEmpty();
    assertThat(fetched.resolve("simulated-a-report.html")).exists();
    assertExportsAgree(id);
    assertThat(view(id).state()).isEqualTo(CampaignState.FINISHED);
  }

  /** The same rows, whether the ledger is read here or asked for. */
  private void assertExportsAgree(String id) throws IOException {
    Path here = folder.resolve("here.csv");
    Path far = folder.resolve("far.csv");
    String data = folder.resolve("data").toString();
    assertThat(run("export", id, "--data", data, "--out", here.toString()).code()).isZero();
    assertThat(run(remote("export", id, "--out", far.toString())).out()).contains(" measurements");
    assertThat(far).hasSameTextualContentAs(here);
    assertThat(Files.readAllLines(far)).hasSizeGreaterThan(30);
    assertThat(run(remote("export", id, "--out", far.toString())).errors()).contains("exists");
    Path none = folder.resolve("none.csv");
    assertThat(run(remote("export", "20000101-000000", "--out", none.toString())).errors())
        .contains("there is no campaign");
    assertThat(run(remote("export", id, "--data", data, "--out", none.toString())).errors())
        .contains("give one of them");
    assertThat(none).doesNotExist();
  }

  @Test
  void the_greeting_names_no_token_that_was_made_elsewhere() throws IOException {
    assertThat(greeting()).contains("--token-file " + token());
    node.close();
    Files.delete(Path.of(token()));
    startNode();
    assertThat(greeting()).contains("--token-file FILE").doesNotContain("admin.token");
  }

  private String greeting() {
    return ServeCommand.greeting(
        node,
        NodeSettingsLoader.load(
            Optional.of(folder.resolve("coordinator.yaml")),
            Optional.of(folder.resolve("data")),
            false));
  }

  @Test
  void whoever_stops_watching_does_not_stop_the_campaign() throws Exception {
    startAgents();
    FutureTask<Ran> watching =
        new FutureTask<>(
            () -> run(remote(order("run-campaign", "--out", folder.resolve("w").toString()))));
    Thread watcher = new Thread(watching);
    watcher.start();
    await()
        .atMost(PATIENCE)
        .until(() -> !campaigns().isEmpty() && progress(campaigns().get(0)).isPresent());
    watcher.interrupt();

    Ran watched = watching.get(1, TimeUnit.MINUTES);
    String id = campaigns().get(0).id();
    assertThat(watched.code()).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(watched.out()).contains("bin/coordinator attach " + id, "bin/coordinator cancel");
    assertThat(view(id).state()).isEqualTo(CampaignState.RUNNING);

    assertThat(run(remote("cancel", id)).out()).contains("CANCELLED");
    Ran attached = run(remote("attach", id));
    assertThat(attached.code()).isEqualTo(ExitCode.INTERRUPTED.code());
    assertThat(attached.out()).contains("was cancelled");
    assertThat(run(remote("jobs", "--campaign", id, "--state", "LEASED")).out())
        .contains("No such job");
    assertThat(run(remote("resume", id)).errors()).contains("is CANCELLED");
  }

  @Test
  void a_pause_keeps_its_note_over_a_restart_and_a_target_that_nobody_serves_is_waited_for()
      throws Exception {
    String id = submit();
    awaitThat(id, view -> view.targets().get(0).state() == TargetView.State.WAITING);
    assertThat(run(remote("campaigns")).out()).contains("no agent serves simulated-a");

    run(remote("pause", id, "--note", "moving the racks", "--for", "2h"));
    node.close();
    startNode();

    assertThat(view(id).state()).isEqualTo(CampaignState.PAUSED);
    assertThat(view(id).holds()).singleElement().matches(h -> h.note().equals("moving the racks"));
    startAgents();
    assertThat(run(remote("resume", id)).out()).contains("RUNNING");
    awaitThat(id, view -> view.targets().get(0).state() == TargetView.State.MEASURING);
  }

  @Test
  void a_quarantined_device_is_named_by_the_campaign_that_waits_for_it() throws Exception {
    startAgents();
    await().until(() -> run(remote("devices")).out().contains("simulated-shelf-2"));
    for (String device : List.of("simulated-shelf-1", "simulated-shelf-2")) {
      assertThat(run(remote("quarantine", device, "--note", "cable loose")).out())
          .contains("QUARANTINED", "cable loose");
    }
    String id = submit();
    awaitThat(id, view -> view.targets().get(0).detail().contains("QUARANTINED"));

    assertThat(run(remote("release", "simulated-shelf-1", "--note", "new cable")).out())
        .contains("SUSPECT");
    awaitThat(id, view -> view.targets().get(0).state() == TargetView.State.MEASURING);
    assertThat(run(remote("drain", "shelf-1", "--note", "update", "--for", "10m")).out())
        .contains("DRAINING");
    assertThat(run(remote("drain", "shelf-1", "--end")).out()).contains("ACTIVE");
    assertThat(run(remote("drain", "shelf-1", "--note", "n", "--for", "2h", "--for-good")))
        .matches(ran -> ran.code() == ExitCode.USAGE.code(), "refused")
        .matches(ran -> ran.errors().contains("mutually exclusive"), "and says why");
    assertThat(run(remote("release", "nosuch")).errors()).contains("there is no device 'nosuch'");
  }

  @Test
  void what_goes_wrong_on_the_way_is_explained() {
    assertThat(run("campaigns", "--coordinator", "http://127.0.0.1:1", "--token-file", token()))
        .matches(ran -> ran.code() == ExitCode.ENVIRONMENT.code())
        .matches(ran -> ran.errors().contains("cannot reach the coordinator"));
    Path wrong = folder.resolve("wrong.token");
    TokenFile.write(wrong, "mf_nonsense");
    assertThat(run("campaigns", "--coordinator", node.url(), "--token-file", wrong.toString()))
        .matches(ran -> ran.code() == ExitCode.ACCESS_DENIED.code(), "denied");
    assertThat(run(remote("attach", "20000101-000000")).errors()).contains("there is no campaign");
    assertThat(run(remote("pause", "../../x", "--note", "n")).errors()).contains("is no id");
    assertThat(run(remote("jobs", "123456")).errors()).contains("there is no job 123456");
  }

  private String submit() {
    Ran ran = run(remote(order("run-campaign", "--detach")));
    assertThat(ran.code()).as(ran.errors()).isZero();
    return ran.out().strip();
  }

  private static String[] order(String... first) {
    return Stream.concat(
            Stream.of(first),
            Stream.of(
                "--target",
                "simulated-a",
                "--budget",
                Rehearsal.BUDGET,
                "--kernels",
                Rehearsal.KERNELS))
        .toArray(String[]::new);
  }

  private String[] remote(String... arguments) {
    return Stream.concat(
            Stream.of(arguments),
            Stream.of("--coordinator", "http://127.0.0.1:" + port, "--token-file", token()))
        .toArray(String[]::new);
  }

  private String token() {
    return folder.resolve("data").resolve("admin.token").toString();
  }

  private void awaitThat(String id, Predicate<CampaignView> condition) {
    await().atMost(PATIENCE).until(() -> condition.test(view(id)));
  }

  private CampaignView view(String id) throws InterruptedException {
    return client().campaign(id);
  }

  private List<CampaignView> campaigns() throws InterruptedException {
    return client().campaigns();
  }

  private OperatorClient client() {
    return RemoteOptions.client(new SavedConnection("http://127.0.0.1:" + port, token(), ""));
  }

  private static Optional<CampaignProgress> progress(CampaignView campaign) {
    return campaign.targets().get(0).progress();
  }
}
