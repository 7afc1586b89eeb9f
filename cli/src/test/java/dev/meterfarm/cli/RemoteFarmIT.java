package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.testkit.farm.FarmProcess;
import dev.meterfarm.testkit.farm.FarmProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator, an agent and commands as processes of their own, as in a lab, over TLS. */
class RemoteFarmIT {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LISTENING = 0x0A;

  @TempDir Path folder;
  private FarmProcesses processes;
  private int port;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc here");
    processes = new FarmProcesses(HOME, folder, Map.of());
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(folder.resolve("coordinator.yaml"), "listen: {port: " + port + "}\n");
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Files.copy(
        HOME.resolve("device-profiles").resolve("simulated.yaml"),
        profiles.resolve("simulated.yaml"));
  }

  @AfterEach
  void killAll() {
    if (processes != null) {
      processes.close();
    }
  }

  @Test
  void a_campaign_outlives_the_coordinator_and_the_agent() throws Exception {
    FarmProcess coordinator = serve();
    Path agentToken = folder.resolve("agent.token");
    List<String> address = connect();
    run("coordinator", "token", "create", "--agent", "shelf-1", "--to", agentToken.toString());
    FarmProcess agent = agent(address, agentToken);
    String id = submit();
    awaitJobs(30);

    coordinator.kill();
    assertThat(agent.isAlive()).isTrue();
    coordinator = serve();
    awaitJobs(jobsDone() + 10);
    agent.kill();
    agent = agent(address, agentToken);

    Path out = folder.resolve("out");
    String attached = run("coordinator", "attach", id, "--out", out.toString());
    assertThat(attached).contains("the campaign is FINISHED", "Bundle:");
    assertThat(out.resolve("simulated-a-report.html")).exists();
    assertThat(run("coordinator", "campaigns")).contains("FINISHED");
    assertThat(run("coordinator", "devices")).contains("shelf-1", "simulated");
    assertThat(countedTwice()).isZero();
    assertThat(credentialFile()).exists();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentialFile())))
        .isEqualTo("rw-------");
    assertThat(listeningOffLoopback(coordinator)).isEmpty();
    assertThat(listeningOffLoopback(agent)).isEmpty();
    assertNoSecretIn(commandLine(coordinator) + commandLine(agent));

    stopsOnTerm(agent);
    agent = agent(address, agentToken);
    awaitThat(() -> run("coordinator", "devices").contains("ACTIVE"));
    String credential = TokenFile.read(credentialFile());
    run("coordinator", "token", "revoke", credential.split("_", -1)[1]);
    assertThat(agent.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(agent.process().exitValue()).isEqualTo(ExitCode.ACCESS_DENIED.code());
    assertThat(agent.log()).contains("revoked", "bin/coordinator token create");
    stopsOnTerm(coordinator);
    processes.logs().forEach(this::assertNoSecretIn);
  }

  private FarmProcess serve() throws IOException {
    FarmProcess started =
        processes.start(
            "coordinator",
            "serve",
            "--config",
            folder.resolve("coordinator.yaml").toString(),
            "--data",
            folder.resolve("data").toString());
    awaitThat(() -> started.log().contains("next: ") || !started.isAlive());
    assertThat(started.isAlive()).as(started.log()).isTrue();
    return started;
  }

  /** Follows the printed advice; returns how an agent finds the coordinator. */
  private List<String> connect() throws Exception {
    String[] advice =
        processes
            .all()
            .get(0)
            .log()
            .lines()
            .filter(line -> line.contains("bin/coordinator connect"))
            .findFirst()
            .orElseThrow()
            .replaceFirst(".*bin/coordinator ", "")
            .split(" ", -1);
    run("coordinator", advice);
    return List.of(advice).subList(1, 5);
  }

  private FarmProcess agent(List<String> address, Path token) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("start", "--name", "shelf-1"));
    arguments.addAll(address);
    arguments.addAll(
        List.of(
            "--token-file",
            token.toString(),
            "--profiles",
            folder.resolve("profiles").toString(),
            "--target",
            "simulated-a"));
    FarmProcess started = processes.start("agent", arguments.toArray(String[]::new));
    awaitThat(() -> started.log().contains("serves 1 devices") || !started.isAlive());
    assertThat(started.isAlive()).as(started.log()).isTrue();
    return started;
  }

  private String submit() throws Exception {
    return run(
            "coordinator",
            "run-campaign",
            "--coordinator",
            "https://127.0.0.1:" + port,
            "--detach",
            "--target",
            "simulated-a",
            "--budget",
            Rehearsal.BUDGET,
            "--kernels",
            Rehearsal.KERNELS)
        .strip();
  }

  /** A command that must succeed; what it printed. */
  private String run(String program, String... arguments) throws Exception {
    return processes.run(PATIENCE, program, arguments);
  }

  private void awaitJobs(long count) {
    awaitThat(() -> jobsDone() >= count);
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
  }

  private long jobsDone() throws SQLException {
    return query("SELECT COUNT(*) FROM job WHERE state = 'DONE'");
  }

  private long countedTwice() throws SQLException {
    return query(
        "SELECT COUNT(*) FROM (SELECT job FROM attempt WHERE outcome = 'RESULT'"
            + " GROUP BY job HAVING COUNT(*) > 1)");
  }

  private long query(String sql) throws SQLException {
    try (Connection ledger =
            DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("data").resolve("meterfarm.db"));
        Statement statement = ledger.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  private Path credentialFile() {
    return folder
        .resolve("state")
        .resolve("meterfarm")
        .resolve("agent-shelf-1")
        .resolve("credential");
  }

  private void stopsOnTerm(FarmProcess stopping) throws InterruptedException {
    stopping.process().destroy();
    assertThat(stopping.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(stopping.process().exitValue()).as(stopping.log()).isZero();
    assertThat(stopping.log().toLowerCase(Locale.ROOT)).contains("stopped");
  }

  private void assertNoSecretIn(String text) {
    for (Path file : List.of(folder.resolve("data").resolve("admin.token"), credentialFile())) {
      assertThat(text).doesNotContain(TokenFile.read(file).split("_", -1)[2]);
    }
  }

  private static String commandLine(FarmProcess of) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(of.process().pid()), "cmdline"));
  }

  /** Local addresses of sockets of the process that others than this machine may connect to. */
  private static Set<String> listeningOffLoopback(FarmProcess of) throws IOException {
    Path proc = Path.of("/proc", Long.toString(of.process().pid()));
    Set<String> own;
    try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
      own = files.map(RemoteFarmIT::target).collect(Collectors.toSet());
    }
    Set<String> found = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9
            && own.contains("socket:[" + fields[9] + "]")
            && fields[3].matches("[0-9A-F]+")
            && Integer.parseInt(fields[3], 16) == LISTENING
            && !isLoopback(fields[1].replaceAll(":.*", ""))) {
          found.add(fields[1]);
        }
      }
    }
    return found;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed in between
    }
  }

  /** As the kernel writes addresses: words of the host's byte order. */
  private static boolean isLoopback(String hex) {
    return hex.equals("0100007F")
        || hex.equals("00000000000000000000000001000000")
        || hex.equals("0000000000000000FFFF00000100007F");
  }
}
