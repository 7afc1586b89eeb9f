package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.command.AgentCommand;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.coordinator.node.CoordinatorNode;
import dev.meterfarm.coordinator.service.FarmJson;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard and the alert rules on a real Prometheus that reads a real coordinator and agent
 * while a campaign runs. Without Prometheus these skip, or fail if METERFARM_REQUIRE_PROMETHEUS is
 * 1.
 */
class DashboardTest {
  private static final Path DASHBOARD =
      Path.of("..", "deploy", "grafana", "dashboards", "farm-overview.json");
  private static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern METRIC = Pattern.compile("meterfarm_[a-z_]+");

  /** A sample of a series that is a number. */
  private static final Pattern VALUE = Pattern.compile("\\[[\\d.e+]+,\"(?!NaN)[^\"]+\"]");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private static String require(String program) {
    Optional<String> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .map(place -> Path.of(place, program))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    if (found.isEmpty() && "1".equals(System.getenv("METERFARM_REQUIRE_PROMETHEUS"))) {
      fail("METERFARM_REQUIRE_PROMETHEUS is 1, but there is no " + program + " on the path");
    }
    assumeTrue(found.isPresent(), program + " is not installed (Debian: prometheus)");
    return found.orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private record Place(int x, int y, int w, int h) {}

  private record Source(String uid) {}

  private record Target(String refId, String expr, Source datasource) {}

  private record Panel(int id, String type, String title, Place gridPos, List<Target> targets) {
    List<Target> queries() {
      return targets == null ? List.of() : targets;
    }
  }

  private record Dashboard(String uid, int schemaVersion, List<Panel> panels) {
    static Dashboard read() throws IOException {
      return FarmJson.read(Files.readAllBytes(DASHBOARD), Dashboard.class);
    }
  }

  /** Every query of every panel by the panel's title. */
  private static Map<String, String> queries() throws IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    for (Panel panel : Dashboard.read().panels()) {
      panel.queries().forEach(of -> queries.put(panel.title() + " " + of.refId(), of.expr()));
    }
    return queries;
  }

  @Test
  void the_dashboard_is_built_as_grafana_expects() throws IOException {
    Dashboard dashboard = Dashboard.read();
    assertThat(dashboard.uid()).isEqualTo("meterfarm-farm");
    assertThat(dashboard.schemaVersion()).isPositive();
    List<Integer> ids = new ArrayList<>();
    Set<List<Integer>> taken = new HashSet<>();
    for (Panel panel : dashboard.panels()) {
      ids.add(panel.id());
      assertThat(panel.title()).isNotBlank();
      assertThat(panel.type()).isIn("row", "stat", "timeseries", "table");
      Place place = panel.gridPos();
      assertThat(place.x() + place.w()).as("Grafana has 24 columns").isLessThanOrEqualTo(24);
      for (int y = place.y(); y < place.y() + place.h(); y++) {
        for (int x = place.x(); x < place.x() + place.w(); x++) {
          assertThat(taken.add(List.of(x, y))).as("no panels overlap at " + x + "," + y).isTrue();
        }
      }
      assertThat(panel.queries()).allMatch(of -> of.datasource().uid().equals("${datasource}"));
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(queries()).hasSizeGreaterThan(25);
  }

  @Test
  void the_alert_rules_are_valid_do_what_they_say_and_have_a_runbook()
      throws IOException, InterruptedException {
    String promtool = require("promtool");
    for (List<String> check :
        List.of(
            List.of("check", "rules", "meterfarm-alerts.yml"),
            List.of("test", "rules", "meterfarm-alerts-test.yml"))) {
      List<String> command = new ArrayList<>(List.of(promtool));
      command.addAll(check);
      Path said = folder.resolve("said");
      Process run =
          new ProcessBuilder(command)
              .directory(PROMETHEUS.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(run.exitValue()).as(Files.readString(said)).isZero();
    }
    String runbook = Files.readString(Path.of("..", "docs", "runbook.md"));
    String[] alerts =
        Files.readString(PROMETHEUS.resolve("meterfarm-alerts.yml")).split("- alert: ", -1);
    assertThat(alerts).hasSizeGreaterThan(10);
    for (int i = 1; i < alerts.length; i++) {
      String name = alerts[i].lines().findFirst().orElseThrow();
      assertThat(runbook).contains("\n## " + name + "\n");
      assertThat(alerts[i])
          .contains("runbook: docs/runbook.md#" + name.toLowerCase(Locale.ROOT) + "\n")
          .contains(" for: ", "{severity: ", " summary: ", " dashboard: meterfarm-farm");
    }
  }

  @Test
  void every_metric_of_dashboard_and_rules_is_documented() throws IOException {
    String documented = Files.readString(Path.of("..", "docs", "metrics.md"));
    Matcher used =
        METRIC.matcher(
            String.join("\n", queries().values())
                + Files.readString(PROMETHEUS.resolve("meterfarm-alerts.yml")));
    while (used.find()) {
      String metric = used.group().replaceAll("_(bucket|sum|count)$", "");
      assertThat(documented).contains("`" + metric + "`");
    }
  }

  @Test
  void every_query_of_the_dashboard_returns_data_while_a_campaign_runs() throws Exception {
    String prometheus = require("prometheus");
    int port = freePort();
    int agentPort = freePort();
    try (CoordinatorNode node = node(port)) {
      Path viewer = folder.resolve("viewer.token");
      run(node, "token", "create", "--person", "prometheus", "--role", "viewer", "--to", viewer);
      Thread agent = agent(node, agentPort);
      try {
        int own = freePort();
        Process server = prometheus(prometheus, own, port, agentPort, viewer);
        try {
          // From its first second on: a rate of trainings takes two of them that it saw.
          await()
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(hasData(own, "up == 1")).isTrue());
          run(node, "run-campaign", "--detach", "--target", "simulated-slow");
          awaitData(own);
        } finally {
          server.destroy();
          assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
      } finally {
        agent.interrupt();
        agent.join(60_000);
      }
    }
  }

  private CoordinatorNode node(int port) throws IOException {
    Path config = folder.resolve("coordinator.yaml");
    Files.writeString(config, "listen: {port: " + port + "}\ntls: {mode: none}\n");
    return CoordinatorNode.start(
        NodeSettingsLoader.load(Optional.of(config), Optional.of(folder.resolve("data")), false),
        "test");
  }

  private void run(CoordinatorNode node, Object... arguments) {
    List<String> all = new ArrayList<>(Arrays.stream(arguments).map(Object::toString).toList());
    Path admin = folder.resolve("data").resolve(CoordinatorNode.ADMIN_TOKEN_FILE);
    all.addAll(List.of("--coordinator", node.url(), "--token-file", admin.toString()));
    if (all.contains("run-campaign")) {
      all.addAll(List.of("--budget", "30 jobs", "--kernels", Rehearsal.KERNELS));
    }
    StringWriter errors = new StringWriter();
    int code = CoordinatorMain.run(all.toArray(String[]::new), new PrintWriter(errors));
    assertThat(code).as(errors.toString()).isZero();
  }

  /** As slow as a real one would be, so that jobs wait. */
  private Thread agent(CoordinatorNode node, int port) throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("slow.yaml"),
        """
        device: slow
        driver: simulated
        count: 2
        targets:
          simulated-slow:
            real-time-factor: 0.2
        """);
    Path token = folder.resolve("agent.token");
    run(node, "token", "create", "--agent", "shelf", "--to", token);
    List<String> arguments =
        List.of(
            "start",
            "--name",
            "shelf",
            "--coordinator",
            node.url(),
            "--token-file",
            token.toString(),
            "--data",
            folder.resolve("agent").toString(),
            "--profiles",
            profiles.toString(),
            "--metrics",
            "127.0.0.1:" + port);
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Thread thread =
        new Thread(() -> AgentCommand.run(nowhere, nowhere, arguments), "agent-of-a-test");
    thread.start();
    return thread;
  }

  private Process prometheus(String program, int own, int coordinator, int agent, Path token)
      throws IOException {
    String config =
        Files.readString(PROMETHEUS.resolve("prometheus.yml"))
            .replaceAll("scrape_interval: \\S+", "scrape_interval: 1s")
            .replaceAll("evaluation_interval: \\S+", "evaluation_interval: 1s")
            .replaceAll("scheme: https", "scheme: http")
            .replaceAll("(?m)^    tls_config:\n(      .*\n)+", "")
            .replaceAll("credentials_file: .*", "credentials_file: " + token)
            .replace("localhost:8443", "127.0.0.1:" + coordinator)
            .replace("localhost:9464", "127.0.0.1:" + agent)
            .replace("- meterfarm-alerts.yml", "- " + PROMETHEUS.resolve("meterfarm-alerts.yml"));
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    return new ProcessBuilder(
            program,
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("tsdb"),
            "--web.listen-address=127.0.0.1:" + own)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  /** A campaign goes through phases: each query has to have returned data once. */
  private static void awaitData(int port) throws IOException {
    Map<String, String> open = new TreeMap<>(queries());
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              open.values().removeIf(query -> hasData(port, query));
              assertThat(open).as("queries without data").isEmpty();
            });
  }

  /** Whether there was data at any second so far: a line of jobs may be short-lived. */
  private static boolean hasData(int port, String query) {
    String expanded =
        query.replace("$__rate_interval", "15s").replaceAll("\\$(campaign|target|device)\\b", ".*");
    long now = Instant.now().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + port
                        + "/api/v1/query_range?step=1&start="
                        + (now - PATIENCE.toSeconds())
                        + "&end="
                        + now
                        + "&query="
                        + URLEncoder.encode(expanded, StandardCharsets.UTF_8)))
            .build();
    try {
      HttpResponse<String> reply = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
      return VALUE.matcher(reply.body()).find();
    } catch (IOException e) {
      return false; // it has not started yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
