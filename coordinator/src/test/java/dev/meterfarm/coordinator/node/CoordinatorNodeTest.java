package dev.meterfarm.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meterfarm.coordinator.access.AuditEntry;
import dev.meterfarm.coordinator.http.AuditHandler;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.coordinator.http.TokenMessages;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problem;
import dev.meterfarm.protocol.wire.ErrorBody;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorNodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every message of the API; each stands in the document with the same fields. */
  private static final List<Class<? extends Record>> MESSAGES =
      List.of(
          ErrorBody.class,
          Problem.class,
          TokenMessages.NewToken.class,
          TokenMessages.CreatedToken.class,
          TokenMessages.TokenSummary.class,
          TokenMessages.TokenList.class,
          AuditEntry.class,
          AuditHandler.AuditPage.class);

  @TempDir Path data;
  private RunningNode running;

  @BeforeEach
  void start() throws IOException {
    running = RunningNode.start(data, "listen: {port: 0}");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = running.get(path, running.adminToken());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void it_is_ready_soon_and_tells_its_status() throws Exception {
    assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
    await().until(() -> running.get("/ready", "").statusCode() == 200);
    JsonNode status = json("/status");
    assertThat(status.get("version").asText()).isEqualTo("test");
    assertThat(status.get("ledger").get("campaigns").isEmpty()).isTrue();
  }

  @Test
  void a_draining_node_is_not_ready() throws Exception {
    await().until(() -> running.get("/ready", "").statusCode() == 200);
    running.node().drain();
    HttpResponse<String> response = running.get("/ready", "");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(response.body()).get("draining").asBoolean()).isTrue();
  }

  @Test
  void the_document_names_exactly_the_routes_with_their_roles_and_bodies() throws Exception {
    JsonNode document = document();
    Set<String> described = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            described.add(
                                describe(
                                    path.getKey(), operation.getKey(), operation.getValue()))));
    Set<String> served = new TreeSet<>();
    for (Route route : running.node().routes()) {
      served.add(
          route
              + " "
              + route.role().map(role -> role.word()).orElse("everybody")
              + " "
              + route.body());
    }
    assertThat(described).isEqualTo(served);
  }

  private JsonNode document() throws Exception {
    return new YAMLMapper().readTree(running.get("/openapi.yaml", "").body());
  }

  private static String describe(String path, String method, JsonNode operation) {
    JsonNode content = operation.path("requestBody").path("content");
    String body =
        content.has("application/json")
            ? "JSON"
            : content.has("application/octet-stream") ? "BLOB" : "NONE";
    return method.toUpperCase(Locale.ROOT)
        + " "
        + path
        + " "
        + operation.path("x-role").asText(operation.has("security") ? "everybody" : "?")
        + " "
        + body;
  }

  @Test
  void the_document_names_the_fields_of_every_message() throws Exception {
    JsonNode schemas = document().path("components").path("schemas");
    for (Class<? extends Record> message : MESSAGES) {
      List<String> fields = new ArrayList<>();
      schemas
          .path(message.getSimpleName())
          .path("properties")
          .fieldNames()
          .forEachRemaining(fields::add);
      assertThat(fields)
          .as(message.getSimpleName())
          .containsExactlyElementsOf(
              Arrays.stream(message.getRecordComponents()).map(RecordComponent::getName).toList());
    }
    assertThat(schemas.size()).isEqualTo(MESSAGES.size());
  }

  @Test
  void the_administrators_token_is_made_once_and_only_its_owner_can_read_it() throws Exception {
    Path file = data.resolve(AdminToken.FILE_NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String token = running.adminToken();
    running.close();
    running = RunningNode.start(data, "listen: {port: 0}");
    assertThat(running.node().newAdminToken()).isEmpty();
    assertThat(running.adminToken()).isEqualTo(token);
    assertThat(json("/api/v1/tokens").get("tokens")).hasSize(1);
  }

  @Test
  void errors_say_what_where_and_what_to_do_without_a_trace() throws Exception {
    HttpResponse<String> response =
        running.send("POST", "/api/v1/tokens", running.adminToken(), "{\"name\": 3}");
    assertThat(response.statusCode()).isEqualTo(400);
    ErrorBody error = JSON.readValue(response.body(), ErrorBody.class);
    assertThat(error.code()).isEqualTo("INVALID_REQUEST");
    assertThat(error.problems()).hasSize(1);
    assertThat(response.body()).doesNotContain("Exception", "dev.meterfarm", "at com.");
  }

  @Test
  void unknown_routes_and_methods_are_told_apart() throws Exception {
    assertThat(running.get("/api/v1/nothing", "").body()).contains("/openapi.yaml");
    assertThat(running.send("PUT", "/health", "", "").body()).contains("takes GET");
  }

  @Test
  void an_address_in_use_is_explained(@TempDir Path other) {
    int port = Integer.parseInt(running.node().url().replaceAll(".*:", ""));
    assertThatThrownBy(() -> RunningNode.start(other, "listen: {port: " + port + "}"))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1 port " + port);
  }

  @Test
  void all_problems_of_a_configuration_are_told_at_once(@TempDir Path other) {
    assertThatThrownBy(
            () ->
                RunningNode.start(
                    other,
                    "listen: {port: 70000}",
                    "limits: {idle-time: 5, worker: 3}",
                    "lisen: 1"))
        .hasMessageContaining("4 problems")
        .hasMessageContaining("did you mean 'workers'")
        .hasMessageContaining("has no unit");
  }
}
