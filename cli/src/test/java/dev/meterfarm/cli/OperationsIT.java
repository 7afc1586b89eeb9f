package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.testkit.farm.FarmProcess;
import dev.meterfarm.testkit.farm.FarmProcesses;
import dev.meterfarm.testkit.farm.SmallDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do to running programs: signals, wrong tokens, full disks, the same profiles. */
class OperationsIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ABORTED = 130;
  private static final String ALL = "SELECT COUNT(*) FROM ";

  @TempDir Path folder;
  private FarmProcesses programs;
  private Optional<CoordinatorNode> node = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    programs = new FarmProcesses(HOME, folder, Map.of("METERFARM_LOG", "debug"));
    Files.writeString(config(), "listen: {port: 0}\ntls: {mode: none}\n");
  }

  @AfterEach
  void stop() {
    programs.close();
    node.ifPresent(CoordinatorNode::close);
  }

  private Path config() {
    return folder.resolve("coordinator.yaml");
  }

  private Path data() {
    return folder.resolve("data");
  }

  /** The coordinator, in this process where nobody sends it signals. */
  private CoordinatorNode node() {
    if (node.isEmpty()) {
      node =
          Optional.of(
              CoordinatorNode.start(
                  NodeSettingsLoader.load(Optional.of(config()), Optional.of(data()), false),
                  "test"));
    }
    return node.get();
  }

  private void command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    Path admin = data().resolve(CoordinatorNode.ADMIN_TOKEN_FILE);
    all.addAll(List.of("--coordinator", node().url(), "--token-file", admin.toString()));
    StringWriter errors = new StringWriter();
    int code = CoordinatorMain.run(all.toArray(String[]::new), new PrintWriter(errors));
    assertThat(code).as(Arrays.toString(arguments) + errors).isZero();
  }

  private void submit(String target) {
    command(
        "run-campaign",
        "--detach",
        "--target",
        target,
        "--budget",
        Rehearsal.BUDGET,
        "--kernels",
        Rehearsal.KERNELS);
  }

  /** A folder with a profile of one simulated device. */
  private Path profile(String target, double realTimeFactor) throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("profiles-" + target));
    Files.writeString(
        profiles.resolve("simulated.yaml"),
        String.format(
            Locale.ROOT,
            "device: device%ndriver: simulated%ntargets:%n  %s: {real-time-factor: %s}%n",
            target,
            realTimeFactor));
    return profiles;
  }

  private Path agentToken(String name) {
    Path token = folder.resolve(name + ".token");
    if (!Files.exists(token)) {
      command("token", "create", "--agent", name, "--to", token.toString());
    }
    return token;
  }

  private List<String> agentArguments(String name, Path profiles, Path token) {
    return List.of(
        "start",
        "--name",
        name,
        "--coordinator",
        node().url(),
        "--token-file",
        token.toString(),
        "--profiles",
        profiles.toString());
  }

  private FarmProcess agent(String name, Path profiles) throws IOException {
    List<String> arguments = agentArguments(name, profiles, agentToken(name));
    FarmProcess started = programs.start("agent", arguments.toArray(String[]::new));
    awaitServing(started);
    return started;
  }

  private void awaitServing(FarmProcess agent) {
    awaitThat(() -> agent.log().contains(" devices to ") || !agent.isAlive());
    assertThat(agent.isAlive()).as(agent.log()).isTrue();
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
  }

  private long count(String what) throws SQLException {
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + data().resolve("meterfarm.db"));
        Statement statement = ledger.createStatement();
        ResultSet row = statement.executeQuery(what)) {
      return row.getLong(1);
    }
  }

  private long jobs(String state) throws SQLException {
    return count(ALL + "job WHERE state = '" + state + "'");
  }

  private void ended(FarmProcess process, int code) throws InterruptedException {
    assertThat(process.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.process().exitValue()).as(process.log()).isEqualTo(code);
  }

  @Test
  void a_signal_lets_an_agent_finish_and_a_second_one_ends_it_at_once() throws Exception {
    FarmProcess quick = agent("quick", profile("simulated-quick", 0.2));
    submit("simulated-quick");
    awaitThat(() -> jobs("LEASED") > 0);
    quick.process().destroy();
    ended(quick, ExitCode.OK.code());
    assertThat(quick.log()).containsPattern("finishing \\d+ jobs").contains("stopped");
    assertThat(jobs("LEASED")).as("what it held is finished or handed back").isZero();
    assertThat(count(ALL + "attempt WHERE outcome = 'RESULT'")).isPositive();
    assertThat(count(ALL + "attempt WHERE outcome = 'LOST'")).isZero();

    FarmProcess slow = agent("slow", profile("simulated-slow", 100));
    submit("simulated-slow");
    awaitThat(() -> jobs("LEASED") > 0);
    slow.process().destroy();
    awaitThat(() -> slow.log().contains("a second signal ends at once"));
    assertThat(slow.isAlive()).as(slow.log()).isTrue();
    slow.process().destroy();
    ended(slow, ABORTED);
    assertThat(jobs("LEASED")).as("nobody was told").isPositive();
    agent("slow", folder.resolve("profiles-simulated-slow"));
    awaitThat(() -> count(ALL + "attempt WHERE outcome = 'LOST'") > 0);
  }

  @Test
  void a_signal_lets_the_coordinator_answer_and_a_second_one_ends_it_at_once() throws Exception {
    FarmProcess coordinator =
        programs.start(
            "coordinator", "serve", "--config", config().toString(), "--data", data().toString());
    awaitThat(() -> coordinator.log().contains("next: ") || !coordinator.isAlive());
    Matcher url = Pattern.compile("serves at (http://\\S+)").matcher(coordinator.log());
    assertThat(url.find()).as(coordinator.log()).isTrue();
    URI address = URI.create(url.group(1));
    String half =
        "POST /api/v1/campaigns HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nAuthorization: Bearer "
            + TokenFile.read(data().resolve(CoordinatorNode.ADMIN_TOKEN_FILE))
            + "\r\n\r\n{";
    try (Socket caller = new Socket(address.getHost(), address.getPort())) {
      caller.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
      caller.getOutputStream().flush();
      HttpRequest another = HttpRequest.newBuilder(address.resolve("/health")).build();
      assertThat(HttpClient.newHttpClient().send(another, BodyHandlers.discarding()).statusCode())
          .as("the half of the other one is there, too")
          .isEqualTo(200);
      coordinator.process().destroy();
      awaitThat(() -> coordinator.log().contains("a second signal ends at once"));
      assertThat(coordinator.isAlive()).as(coordinator.log()).isTrue();
      coordinator.process().destroy();
      ended(coordinator, ABORTED);
    }
    assertThat(coordinator.log()).doesNotContain("Stopped.");
  }

  @Test
  void an_agent_whose_token_is_not_for_agents_ends_at_once_and_says_what_helps() throws Exception {
    Path token = folder.resolve("eve.token");
    command("token", "create", "--person", "eve", "--role", "operator", "--to", token.toString());
    Path profiles = profile("simulated-quick", 0);
    FarmProcess refused =
        programs.start("agent", agentArguments("eve", profiles, token).toArray(String[]::new));
    ended(refused, ExitCode.ACCESS_DENIED.code());
    assertThat(refused.log())
        .contains("needs the role agent", "has the role operator", "bin/coordinator token create")
        .doesNotContain(TokenFile.read(token).split("_", -1)[2]);
  }

  @Test
  void two_agents_with_the_shipped_profile_have_a_device_each() throws Exception {
    Path shipped = Files.createDirectories(folder.resolve("shipped"));
    Files.copy(
        HOME.resolve("device-profiles").resolve("simulated.yaml"),
        shipped.resolve("simulated.yaml"));
    agent("one", shipped);
    agent("two", shipped);
    submit("simulated-b");
    awaitThat(
        () -> count("SELECT COUNT(DISTINCT device) FROM attempt WHERE outcome = 'RESULT'") == 2);
    assertThat(count(ALL + "device WHERE id IN ('one/simulated', 'two/simulated')")).isEqualTo(2);
    assertNoSecretShown();
  }

  /** Neither printed, at level debug too, nor in what every user of the machine can read. */
  private void assertNoSecretShown() throws IOException {
    String shown = everyCommandLine() + String.join("\n", programs.logs());
    assertThat(shown).contains("one.token");
    for (Path file :
        List.of(
            data().resolve(CoordinatorNode.ADMIN_TOKEN_FILE),
            folder.resolve("one.token"),
            folder
                .resolve("state")
                .resolve("meterfarm")
                .resolve("agent-one")
                .resolve("credential"))) {
      assertThat(shown).doesNotContain(TokenFile.read(file).split("_", -1)[2]);
    }
  }

  /** What anybody on this machine can read of every running process. */
  private static String everyCommandLine() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(of -> of.getFileName().toString().matches("\\d+")).toList()) {
        all.append(commandLine(process)).append("\n");
      }
    }
    return all.toString();
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }

  @Test
  void an_agent_whose_disk_is_full_still_sends_and_goes_on_when_there_is_room() throws Exception {
    assumeTrue(SmallDisk.isPossible(), "skipped: unshare -rm cannot mount a file system here");
    Path at = folder.resolve("disk");
    try (SmallDisk disk = SmallDisk.mount(at, "1m")) {
      goOnAfter(disk, at.resolve("agent"));
    }
  }

  private void goOnAfter(SmallDisk disk, Path state) throws Exception {
    Path token = agentToken("full");
    List<String> start =
        new ArrayList<>(agentArguments("full", profile("simulated-quick", 0), token));
    start.addAll(List.of("--data", state.toString()));
    FarmProcess agent = programs.start(disk.entering(), "agent", start);
    awaitServing(agent);
    disk.fill();

    submit("simulated-quick");
    awaitThat(() -> jobs("DONE") >= 3);
    assertThat(agent.log()).contains("cannot be kept in", "no more work is asked for");
    disk.clear();
    awaitThat(() -> count(ALL + "campaign WHERE state = 'FINISHED'") == 1);
    assertThat(agent.isAlive()).isTrue();
    assertThat(
            count(
                ALL
                    + "(SELECT job FROM attempt WHERE outcome = 'RESULT' GROUP BY job"
                    + " HAVING COUNT(*) > 1)"))
        .isZero();
    assertThat(count(ALL + "attempt WHERE outcome IN ('LOST', 'FAILED')")).isZero();
  }
}
