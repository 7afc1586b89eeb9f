package dev.meterfarm.cli;

import dev.meterfarm.coordinator.http.CampaignMessages.ArtifactList;
import dev.meterfarm.coordinator.http.CampaignMessages.CampaignList;
import dev.meterfarm.coordinator.http.CampaignMessages.PauseOrder;
import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.coordinator.service.Artifact;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.FarmJson;
import dev.meterfarm.coordinator.service.ProgressPage;
import dev.meterfarm.coordinator.store.MeasurementPage;
import dev.meterfarm.protocol.client.ApiClient;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What operators ask of a coordinator. Thread-safe. */
final class OperatorClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FILE_LIMIT = Duration.ofMinutes(5);
  private static final String CAMPAIGNS = "/api/v1/campaigns";
  private static final byte[] NOTHING = new byte[0];

  private final ApiClient api;

  OperatorClient(ApiClient api) {
    this.api = api;
  }

  /** Where the coordinator is. */
  String url() {
    return api.address().url().toString();
  }

  List<CampaignView> campaigns() throws InterruptedException {
    return get(CAMPAIGNS, CampaignList.class).campaigns();
  }

  CampaignView campaign(String id) throws InterruptedException {
    return get(path(id, ""), CampaignView.class);
  }

  /** The campaign that was meant: the one named, or the newest. */
  CampaignView campaignOrNewest(String id) throws InterruptedException {
    if (!id.isEmpty()) {
      return campaign(id);
    }
    return campaigns().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new FarmException(
                    ErrorCode.NOT_FOUND,
                    "there is no campaign yet; submit one: run-campaign --coordinator " + url()));
  }

  CampaignView submit(String order) throws InterruptedException {
    return post(CAMPAIGNS, order.getBytes(StandardCharsets.UTF_8));
  }

  ProgressPage progress(String id, long after, Duration wait) throws InterruptedException {
    String query = "/progress?after=" + after + "&wait=" + wait.toSeconds();
    return FarmJson.read(api.getBytes(path(id, query), LIMIT.plus(wait)), ProgressPage.class);
  }

  CampaignView pause(String id, PauseOrder order) throws InterruptedException {
    return post(path(id, "/pause"), FarmJson.bytes(order));
  }

  CampaignView resume(String id) throws InterruptedException {
    return post(path(id, "/resume"), NOTHING);
  }

  CampaignView cancel(String id) throws InterruptedException {
    return post(path(id, "/cancel"), NOTHING);
  }

  CampaignResult result(String id) throws InterruptedException {
    return FarmJson.read(api.getBytes(path(id, "/result"), FILE_LIMIT), CampaignResult.class);
  }

  List<Artifact> artifacts(String id) throws InterruptedException {
    return get(path(id, "/artifacts"), ArtifactList.class).artifacts();
  }

  byte[] artifact(String id, String name) throws InterruptedException {
    return api.getBytes(path(id, "/artifacts/" + segment(name)), FILE_LIMIT);
  }

  /** What comes after a job, by its number; 0 for the first page. */
  MeasurementPage measurements(String id, long after) throws InterruptedException {
    byte[] page = api.getBytes(path(id, "/measurements?after=" + after), FILE_LIMIT);
    return FarmJson.read(page, MeasurementPage.class);
  }

  void upload(String sha256, byte[] content) throws InterruptedException {
    api.putBytes("/api/v1/blobs/" + sha256, content, FILE_LIMIT);
  }

  <T> T get(String path, Class<T> type) throws InterruptedException {
    return FarmJson.read(api.getBytes(path, LIMIT), type);
  }

  byte[] postBytes(String path, byte[] content) throws InterruptedException {
    return api.post(path, content, LIMIT);
  }

  void delete(String path) throws InterruptedException {
    api.delete(path, LIMIT);
  }

  private CampaignView post(String path, byte[] content) throws InterruptedException {
    return FarmJson.read(postBytes(path, content), CampaignView.class);
  }

  private static String path(String id, String rest) {
    return CAMPAIGNS + "/" + segment(id) + rest;
  }

  /** A part of a path, which the user may have typed. */
  static String segment(String typed) {
    if (!typed.matches("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}")) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST,
          "'" + typed + "' is no id; 'coordinator campaigns' and 'coordinator devices' list them");
    }
    return typed;
  }
}
