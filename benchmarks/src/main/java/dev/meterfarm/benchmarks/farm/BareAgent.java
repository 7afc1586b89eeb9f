package dev.meterfarm.benchmarks.farm;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.Hello;
import dev.meterfarm.protocol.link.LinkMessages.LeaseCall;
import dev.meterfarm.protocol.link.LinkMessages.ResultCall;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import dev.meterfarm.protocol.wire.WireJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An agent with one device that sends what an agent sends, without threads of its own. */
final class BareAgent {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final SampleStatistics STATISTICS =
      new SampleStatistics(30, 1_000, 1_010, 1_020, 1_030, 1_100, 1_021, 15);

  private final HttpClient http;
  private final String url;
  private final String token;
  private final DeviceId device;
  private final String target;
  private final String session = UUID.randomUUID().toString();

  BareAgent(HttpClient http, String url, String token, String device, String target) {
    this.http = http;
    this.url = url;
    this.token = token;
    this.device = new DeviceId(device);
    this.target = target;
  }

  private CompletableFuture<HttpResponse<byte[]>> post(String name, Object message) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + LinkMessages.PATH + name))
            .timeout(LIMIT)
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(WireJson.write(message)))
            .build();
    return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(BareAgent::good);
  }

  private static HttpResponse<byte[]> good(HttpResponse<byte[]> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer;
  }

  void announce() {
    AnnouncedDevice own =
        new AnnouncedDevice(device, Set.of(target), DevicePlace.UNKNOWN, DeviceActivity.IDLE);
    var unused =
        post("sessions", new Hello(session, new Announcement("1", List.of(), List.of(own)))).join();
  }

  CompletableFuture<Optional<Lease>> lease(Duration patience) {
    LeaseRequest request =
        new LeaseRequest(UUID.randomUUID().toString(), Map.of(device, Set.of(target)), patience);
    return post("leases", new LeaseCall(session, request))
        .thenApply(
            answer ->
                answer.statusCode() == 204
                    ? Optional.empty()
                    : Optional.of(WireJson.read(answer.body(), Lease.class)));
  }

  CompletableFuture<Void> finish(Lease lease) {
    List<ModelOutcome> outcomes =
        lease.spec().models().stream()
            .<ModelOutcome>map(
                model ->
                    new ModelOutcome.Measured(
                        model.hash(), 1_020, List.of(), STATISTICS, List.of()))
            .toList();
    JobResult result =
        new JobResult(
            lease.job(),
            lease.epoch(),
            lease.attempt(),
            lease.device(),
            Instant.now(),
            Duration.ofMillis(1),
            outcomes,
            List.of(),
            Map.of());
    return post("results", new ResultCall(session, result)).thenApply(answer -> null);
  }
}
