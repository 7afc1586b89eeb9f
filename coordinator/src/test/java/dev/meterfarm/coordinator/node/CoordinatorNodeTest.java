package dev.meterfarm.coordinator.node;

import static dev.meterfarm.coordinator.Samples.CAMPAIGN;
import static dev.meterfarm.coordinator.Samples.TARGET;
import static dev.meterfarm.coordinator.Samples.jobs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meterfarm.coordinator.access.AuditEntry;
import dev.meterfarm.coordinator.config.CampaignOrder;
import dev.meterfarm.coordinator.config.SamplerPolicy;
import dev.meterfarm.coordinator.http.AuditHandler;
import dev.meterfarm.coordinator.http.CampaignMessages;
import dev.meterfarm.coordinator.http.FarmMessages;
import dev.meterfarm.coordinator.http.JobMessages;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.coordinator.http.TokenMessages;
import dev.meterfarm.coordinator.registry.Finding;
import dev.meterfarm.coordinator.registry.Hold;
import dev.meterfarm.coordinator.registry.Whereabouts;
import dev.meterfarm.coordinator.result.AccuracyForecast;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.KernelProgress;
import dev.meterfarm.coordinator.service.Artifact;
import dev.meterfarm.coordinator.service.CampaignEvent;
import dev.meterfarm.coordinator.service.CampaignHold;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.ProgressPage;
import dev.meterfarm.coordinator.service.TargetView;
import dev.meterfarm.coordinator.store.AttemptLine;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.coordinator.store.JobLine;
import dev.meterfarm.coordinator.store.MeasurementPage;
import dev.meterfarm.coordinator.store.sql.SqliteStore;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.client.CoordinatorAddress;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.SessionTerms;
import dev.meterfarm.protocol.link.SyncReply;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.validation.Problem;
import dev.meterfarm.protocol.wire.ErrorBody;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
          AuditHandler.AuditPage.class,
          LinkMessages.Registration.class,
          LinkMessages.Registered.class,
          LinkMessages.Hello.class,
          Announcement.class,
          TargetDescription.class,
          TimingTraits.class,
          AnnouncedDevice.class,
          DevicePlace.class,
          SessionTerms.class,
          LinkMessages.LeaseCall.class,
          LeaseRequest.class,
          Lease.class,
          JobSpec.class,
          ModelRecipe.class,
          RunPlan.class,
          LinkMessages.SyncCall.class,
          SyncRequest.class,
          HeldLease.class,
          SyncReply.class,
          LinkMessages.ResultCall.class,
          JobResult.class,
          ReferenceReading.class,
          LinkMessages.ResultAnswer.class,
          LinkMessages.FailureCall.class,
          CampaignMessages.CampaignList.class,
          CampaignMessages.PauseOrder.class,
          CampaignMessages.ArtifactList.class,
          CampaignView.class,
          CampaignHold.class,
          TargetView.class,
          CampaignProgress.class,
          KernelProgress.class,
          AccuracyForecast.class,
          ProgressPage.class,
          CampaignEvent.class,
          Artifact.class,
          JobMessages.JobList.class,
          JobMessages.JobEvidence.class,
          JobLine.class,
          AttemptLine.class,
          MeasurementPage.class,
          FarmMessages.FarmView.class,
          FarmMessages.DeviceView.class,
          FarmMessages.AgentView.class,
          FarmMessages.DeviceOrder.class,
          FarmMessages.AgentOrder.class,
          Whereabouts.class,
          Hold.class,
          Finding.class);

  @TempDir Path data;
  private RunningNode running;

  @BeforeEach
  void start() throws IOException {
    running = RunningNode.start(data, "listen: {port: 0}", "tls: {mode: none}");
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
  void a_campaign_that_nobody_can_read_keeps_no_node_from_starting() throws Exception {
    running.close();
    try (SqliteStore store = SqliteStore.open(data, Clock.systemUTC())) {
      store
          .campaigns()
          .create(
              new Campaign(
                  "strange", "strange", "{}", 1, CampaignState.RUNNING, Instant.EPOCH, "later"));
    }

    running = RunningNode.start(data, "listen: {port: 0}", "tls: {mode: none}");

    await().until(() -> running.get("/ready", "").statusCode() == 200);
    assertThat(json("/api/v1/campaigns").get("campaigns").isEmpty()).isTrue();
  }

  @Test
  void jobs_that_a_dead_node_did_not_get_to_cancel_are_cancelled_by_the_next_one()
      throws Exception {
    running.close();
    CampaignOrder order =
        new CampaignOrder(
            "left",
            List.of(TARGET),
            600,
            0,
            1,
            List.of(),
            0.8,
            SamplerPolicy.ADAPTIVE.word(),
            List.of(),
            List.of());
    try (SqliteStore store = SqliteStore.open(data, Clock.systemUTC())) {
      store
          .campaigns()
          .create(
              new Campaign(
                  CAMPAIGN, "left", order.json(), 1, CampaignState.RUNNING, Instant.EPOCH, "old"));
      store.plan().enqueue(jobs("k", 3), 3);
      store.campaigns().setState(CAMPAIGN, CampaignState.CANCELLED);
    }

    running = RunningNode.start(data, "listen: {port: 0}", "tls: {mode: none}");

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(json("/api/v1/jobs?campaign=" + CAMPAIGN).findValuesAsText("state"))
                    .containsExactly("CANCELLED", "CANCELLED", "CANCELLED"));
  }

  @Test
  void who_does_not_pin_its_certificate_is_told_to() throws Exception {
    running.close();
    running = RunningNode.start(data, "listen: {port: 0}");
    CoordinatorAddress address = CoordinatorAddress.of(running.node().url(), Optional.empty());

    assertThatThrownBy(
            () ->
                new ApiClient(address, Optional::empty).getBytes("/health", Duration.ofSeconds(30)))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("cannot reach the coordinator at https://")
        .hasMessageContaining("--fingerprint");
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
    assertThat(schemas.size()).as("one more: campaign files").isEqualTo(MESSAGES.size() + 1);
  }

  @Test
  void the_administrators_token_is_made_once_and_only_its_owner_can_read_it() throws Exception {
    Path file = data.resolve(AdminToken.FILE_NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String token = running.adminToken();
    running.close();
    running = RunningNode.start(data, "listen: {port: 0}", "tls: {mode: none}");
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
