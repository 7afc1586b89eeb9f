package dev.meterfarm.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.coordinator.store.sql.PostgresAddress;
import dev.meterfarm.coordinator.store.sql.PostgresServer;
import dev.meterfarm.protocol.link.LinkMessages;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that takes questions and gives no answers, and agents that send half a request. */
class StalledDatabaseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Several times as many as there are threads that wait for the ledger. */
  private static final int WAITING = 80;

  private static final int HALF_SENT = 50;

  @TempDir Path data;
  private final PostgresAddress database = PostgresServer.newDatabase();

  private RunningNode start() throws IOException {
    Path password = Files.writeString(data.resolve("password"), database.password() + "\n");
    return RunningNode.start(
        data,
        "node: only",
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

  /** From now on every question waits until the connection ends. */
  private Connection stall() throws SQLException {
    Connection holder =
        DriverManager.getConnection(database.url(), database.user(), database.password());
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      statement.execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
    }
    return holder;
  }

  @Test
  void what_is_told_from_memory_is_told_while_the_database_hangs() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (RunningNode running = start()) {
      await().atMost(PATIENCE).until(() -> running.get("/ready", "").statusCode() == 200);
      String admin = running.adminToken();
      String viewer = running.token("eve", "viewer");
      String agent = running.agentCredential("lab-1");
      List<CompletableFuture<HttpResponse<String>>> waiting;
      try (Connection holder = stall()) {
        waiting = askTheLedger(running, admin, agent);
        sockets.addAll(sendHalfRequests(running));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  HttpResponse<String> ready = running.get("/ready", "");
                  assertThat(ready.statusCode()).isEqualTo(503);
                  assertThat(ready.body()).contains("ledger", "queue");
                });
        HttpResponse<String> status = running.get("/status", viewer);
        assertThat(status.statusCode()).isEqualTo(200);
        JsonNode ledger = JSON.readTree(status.body()).get("ledger");
        assertThat(ledger.get("ageMillis").asLong()).as(status.body()).isPositive();
        HttpResponse<String> metrics = running.get("/metrics", viewer);
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("meterfarm_ready 0.0");
        assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
        assertThat(running.get("/openapi.yaml", "").statusCode()).isEqualTo(200);
        assertThat(running.get("/status", "").statusCode()).isEqualTo(401);
        assertThat(running.get("/metrics", agent).statusCode()).isEqualTo(403);
        assertThat(waiting.stream().filter(answer -> !answer.isDone()).count())
            .as("all of that came while others waited for the database")
            .isPositive();
        holder.rollback();
      }
      for (CompletableFuture<HttpResponse<String>> answer : waiting) {
        assertThat(answer.get().statusCode()).isIn(200, 204, 409, 503);
      }
      await().atMost(PATIENCE).until(() -> running.get("/ready", "").statusCode() == 200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** An operator's questions and agents' requests, none of which can be answered now. */
  private static List<CompletableFuture<HttpResponse<String>>> askTheLedger(
      RunningNode running, String admin, String agent) {
    HttpClient http = HttpClient.newHttpClient();
    return Stream.iterate(0, i -> i < WAITING, i -> i + 1)
        .map(
            i ->
                i % 2 == 0
                    ? running.request("GET", "/api/v1/jobs", admin, new byte[0])
                    : running.request(
                        "POST",
                        LinkMessages.PATH + "sessions",
                        agent,
                        ("{\"session\":\"s"
                                + i
                                + "\",\"announcement\":{\"version\":\"1\",\"targets\":[],"
                                + "\"devices\":[]}}")
                            .getBytes(StandardCharsets.UTF_8)))
        .map(request -> http.sendAsync(request, BodyHandlers.ofString()))
        .toList();
  }

  private static List<Socket> sendHalfRequests(RunningNode running) throws IOException {
    URI url = URI.create(running.node().url());
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < HALF_SENT; i++) {
      Socket socket = new Socket(url.getHost(), url.getPort());
      socket
          .getOutputStream()
          .write("POST /api/v1/campaigns HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.UTF_8));
      sockets.add(socket);
    }
    return sockets;
  }
}
