package dev.meterfarm.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.access.Role;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.lease.HeldLease;
import dev.meterfarm.protocol.lease.Lease;
import dev.meterfarm.protocol.link.AnnouncedDevice;
import dev.meterfarm.protocol.link.Announcement;
import dev.meterfarm.protocol.link.DeviceActivity;
import dev.meterfarm.protocol.link.LeaseRequest;
import dev.meterfarm.protocol.link.LinkMessages;
import dev.meterfarm.protocol.link.LinkMessages.FailureCall;
import dev.meterfarm.protocol.link.LinkMessages.Hello;
import dev.meterfarm.protocol.link.LinkMessages.LeaseCall;
import dev.meterfarm.protocol.link.LinkMessages.ResultCall;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody who means harm, or a broken program, may send. */
class HostileCallsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SOCKET_MILLIS = 20_000;

  @TempDir Path data;
  private RunningNode running;

  @BeforeEach
  void start() throws IOException {
    running =
        RunningNode.start(
            data,
            "listen: {port: 0}",
            "tls: {mode: none}",
            "limits: {json-mebibytes: 1, blob-mebibytes: 1, body-time: 1s, idle-time: 1s}");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void no_route_but_the_open_ones_answers_without_a_good_token() throws Exception {
    for (Route route : running.node().routes()) {
      if (route.role().isPresent()) {
        for (String token : List.of("", "nonsense", wrongSecret())) {
          assertThat(send(route, token).statusCode())
              .as("%s with '%s'", route, token)
              .isIn(401, 429);
        }
      }
    }
  }

  @Test
  void who_fails_too_often_is_slowed_down_and_a_good_token_still_passes() throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      answers.add(running.get("/status", wrongSecret()).statusCode());
    }
    assertThat(answers.subList(0, 20)).containsOnly(401);
    assertThat(answers.subList(20, 25)).containsOnly(429);
    assertThat(running.get("/status", running.adminToken()).statusCode()).isEqualTo(200);
  }

  @Test
  void each_role_is_kept_from_what_is_not_its_own() throws Exception {
    Map<Role, String> tokens =
        Map.of(
            Role.AGENT, running.agentCredential("lab-1"),
            Role.VIEWER, running.token("eve", "viewer"),
            Role.OPERATOR, running.token("bob", "operator"),
            Role.ADMIN, running.adminToken());
    for (Route route : running.node().routes()) {
      for (Map.Entry<Role, String> token : tokens.entrySet()) {
        if (route.role().isPresent() && !token.getKey().covers(route.role().get())) {
          assertThat(send(route, token.getValue()).statusCode())
              .as("%s by %s", route, token.getKey())
              .isEqualTo(403);
        }
      }
    }
    assertThat(running.get("/api/v1/audit?limit=10000", running.adminToken()).body())
        .contains("needs role operator", "lab-1");
  }

  @Test
  void a_revoked_token_and_a_used_registration_are_worth_nothing() throws Exception {
    JsonNode registration = created("lab-1", "agent");
    String credential = running.register(registration.get("token").asText(), "1".repeat(43));
    assertThat(running.get("/status", credential).statusCode()).isEqualTo(403);
    JsonNode listed =
        JSON.readTree(running.get("/api/v1/tokens", running.adminToken()).body()).get("tokens");
    assertThat(listed.findValues("used")).extracting(JsonNode::asBoolean).contains(true);
    assertThat(
            running
                .send(
                    "POST",
                    LinkMessages.PATH + "register",
                    registration.get("token").asText(),
                    "{\"secretSha256\": \"" + "0".repeat(64) + "\"}")
                .body())
        .contains("used by another agent");
    String id = credential.split("_", -1)[1];
    running.send("DELETE", "/api/v1/tokens/" + id, running.adminToken(), "");
    HttpResponse<String> refused =
        running.send("POST", LinkMessages.PATH + "sync", credential, "{}");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("revoked", "bin/coordinator token create");
  }

  @Test
  void secrets_are_stored_as_hashes_and_never_shown_again() throws Exception {
    JsonNode registration = created("lab-1", "agent");
    String credential =
        running.register(registration.get("token").asText(), "s3cret-".repeat(6) + "x");
    List<String> secrets =
        Stream.of(running.adminToken(), registration.get("token").asText(), credential)
            .map(token -> token.split("_", -1)[2])
            .toList();
    for (String page : List.of("/api/v1/tokens", "/api/v1/audit?limit=1000", "/status")) {
      assertThat(running.get(page, running.adminToken()).body()).doesNotContain(secrets);
    }
    running.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("admin.token")) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(secrets);
        }
      }
    }
  }

  @Test
  void a_result_counts_once_and_only_from_the_agent_that_was_asked() throws Exception {
    String owner = running.agentCredential("owner");
    String thief = running.agentCredential("thief");
    announce(owner);
    String order = "{\"targets\": [\"%s\"], \"budget\": \"600s\", \"seed\": 1}";
    HttpResponse<String> submitted =
        running.send(
            "POST", "/api/v1/campaigns", running.adminToken(), order.formatted(Samples.TARGET));
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(201);
    Lease lease = lease(owner);
    JobResult result = failed(lease, lease.epoch());
    JobResult forged = failed(lease, lease.epoch() + 1);

    assertThat(post(thief, "results", new ResultCall("life", result)).body()).contains("FENCED");
    assertThat(post(owner, "results", new ResultCall("life", forged)).body()).contains("FENCED");
    assertThat(post(owner, "results", new ResultCall("life", result)).body()).contains("ACCEPTED");
    assertThat(post(owner, "results", new ResultCall("life", result)).body()).contains("REPEATED");
    assertThat(post(thief, "results", new ResultCall("life", result)).body()).contains("REPEATED");
    FailureCall late =
        new FailureCall("life", new HeldLease(lease.job(), 1), ErrorCode.RUN_CRASHED, "no");
    assertThat(post(thief, "failures", late).statusCode()).isEqualTo(204);
    assertThat(running.get("/api/v1/jobs/" + lease.job().value(), running.adminToken()).body())
        .contains("\"DONE\"");
  }

  private void announce(String agent) throws Exception {
    TargetDescription target =
        new TargetDescription(
            Samples.TARGET,
            "test",
            "none",
            Map.of(),
            new TimingTraits(LabelStatistic.MINIMUM, 1, TimedRegion.COMPUTE, false, true),
            false,
            "0",
            Map.of());
    AnnouncedDevice device =
        new AnnouncedDevice(
            Samples.DEVICE, Set.of(Samples.TARGET), DevicePlace.UNKNOWN, DeviceActivity.IDLE);
    Hello hello = new Hello("life", new Announcement("1", List.of(target), List.of(device)));
    assertThat(post(agent, "sessions", hello).statusCode()).isEqualTo(200);
  }

  private Lease lease(String agent) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              LeaseRequest request = Samples.request(Samples.DEVICE, Duration.ofSeconds(1));
              HttpResponse<String> answer = post(agent, "leases", new LeaseCall("life", request));
              assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
              return answer.statusCode() == 204
                  ? null
                  : WireJson.read(answer.body().getBytes(StandardCharsets.UTF_8), Lease.class);
            },
            Objects::nonNull);
  }

  private static JobResult failed(Lease lease, long epoch) {
    return new JobResult(
        lease.job(),
        epoch,
        lease.attempt(),
        lease.device(),
        Samples.START,
        Duration.ofMillis(5),
        lease.spec().models().stream()
            .<ModelOutcome>map(
                model -> new ModelOutcome.Failed(model.hash(), ErrorCode.RUN_CRASHED, "no"))
            .toList(),
        List.of(),
        Map.of());
  }

  @Test
  void bodies_have_limits_announced_or_not() throws Exception {
    String admin = running.adminToken();
    String large = "x".repeat((1 << 20) + 1);
    assertThat(running.send("POST", "/api/v1/campaigns", admin, large).statusCode()).isEqualTo(413);
    assertThat(
            running
                .send("POST", LinkMessages.PATH + "register", "", "x".repeat(5_000))
                .statusCode())
        .isEqualTo(413);
    String chunked =
        raw(
            "POST /api/v1/campaigns HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Authorization: Bearer "
                + admin
                + "\r\n\r\n"
                + ("40000\r\n" + "x".repeat(0x40000) + "\r\n").repeat(5)
                + "0\r\n\r\n");
    assertThat(chunked).startsWith("HTTP/1.1 413");
    String endless =
        raw(
            "POST /api/v1/campaigns HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n"
                + "Authorization: Bearer "
                + admin
                + "\r\n\r\n");
    assertThat(endless).startsWith("HTTP/1.1 413");
  }

  @Test
  void nobody_is_waited_for_who_sends_slowly() throws Exception {
    String start = "POST /api/v1/campaigns HTTP/1.1\r\nHost: x\r\n";
    String body =
        raw(
            start
                + "Content-Length: 100\r\nAuthorization: Bearer "
                + running.adminToken()
                + "\r\n\r\n{");
    assertThat(body).startsWith("HTTP/1.1 400").contains("did not arrive within 1 s");
    assertThat(raw(start)).as("headers that never end").doesNotContain("200");
    assertThat(raw("")).as("a connection that says nothing").isEmpty();
    assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_are_for_those_who_may_read() throws Exception {
    assertThat(running.get("/metrics", "").statusCode()).isEqualTo(401);
    assertThat(running.get("/metrics", wrongSecret()).statusCode()).isEqualTo(401);
    HttpResponse<String> refused = running.get("/metrics", running.agentCredential("lab-1"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("needs the role viewer", "bin/coordinator token create");
    HttpResponse<String> page = running.get("/metrics", running.token("eve", "viewer"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("meterfarm_build_info{version=\"test\"} 1")
        .doesNotContain("mfc_", "mfr_");
  }

  @Test
  void nobody_is_waited_for_who_sends_a_header_byte_by_byte() throws Exception {
    URI url = URI.create(running.node().url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /health HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      awaitEnd(out);
    }
    assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
  }

  @Test
  void nobody_is_waited_for_who_asks_and_does_not_read() throws Exception {
    String large = get(largeBlob(), running.agentCredential("lab-1"), "keep-alive");
    try (Socket socket = narrowSocket()) {
      OutputStream out = socket.getOutputStream();
      String more = "GET /health HTTP/1.1\r\nX-Slow: ";
      out.write((large.repeat(2) + more).getBytes(StandardCharsets.US_ASCII));
      awaitEnd(out);
    }
    assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
  }

  @Test
  void nothing_is_answered_ahead_of_who_does_not_read() throws Exception {
    String large = get(largeBlob(), running.agentCredential("lab-1"), "keep-alive");
    try (Socket socket = narrowSocket()) {
      OutputStream out = socket.getOutputStream();
      out.write(large.repeat(100).getBytes(StandardCharsets.US_ASCII));
      awaitEnd(out);
    }
    String answered =
        running
            .get("/metrics", running.adminToken())
            .body()
            .lines()
            .filter(line -> line.startsWith("meterfarm_http_requests_total{"))
            .filter(line -> line.contains("blobs/{sha256}") && line.contains("agent"))
            .findFirst()
            .orElseThrow();
    assertThat(Double.parseDouble(answered.replaceFirst(".* ", ""))).isLessThan(5);
  }

  @Test
  void a_stream_that_nobody_reads_ends_though_its_connection_lives() throws Exception {
    URI url = URI.create(running.node().url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(SOCKET_MILLIS);
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0})); // settings: an initial window of 0
      ByteArrayOutputStream headers = new ByteArrayOutputStream();
      headers.writeBytes(new byte[] {(byte) 0x82, (byte) 0x86, 4, 13}); // GET, http, a path of 13
      headers.writeBytes("/openapi.yaml".getBytes(StandardCharsets.US_ASCII));
      out.write(frame(1, 5, 1, headers.toByteArray()));
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> endsStream(out, in));
    }
    assertThat(running.get("/health", "").statusCode()).isEqualTo(200);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Reads up to the answer to a ping; true if the stream was ended before. */
  private static boolean endsStream(OutputStream out, DataInputStream in) throws IOException {
    out.write(frame(6, 0, 0, new byte[8]));
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      in.readFully(new byte[length]);
      if (type == 3 && stream == 1) {
        return true;
      }
      if (type == 6 && flags == 1) {
        return false;
      }
    }
  }

  /** The path of a file of the greatest size that is taken. */
  private String largeBlob() throws Exception {
    byte[] content = new byte[1 << 20];
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    HttpResponse<String> stored =
        running.send("PUT", "/api/v1/blobs/" + sha256, running.adminToken(), content);
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(204);
    return LinkMessages.PATH + "blobs/" + sha256;
  }

  /** One that takes next to nothing as long as nobody reads from it. */
  private Socket narrowSocket() throws IOException {
    URI url = URI.create(running.node().url());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
    return socket;
  }

  private static void awaitEnd(OutputStream out) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !canSend(out, 'x'));
  }

  /** False once the other side has closed the connection. */
  private static boolean canSend(OutputStream out, int letter) {
    try {
      out.write(letter);
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void names_of_files_lead_nowhere_else() throws Exception {
    String agent = running.agentCredential("lab-1");
    String admin = running.adminToken();
    List<String> names =
        List.of(
            "../admin.token",
            "..%2fadmin.token",
            "%2e%2e/admin.token",
            "..%5cadmin.token",
            "....//admin.token",
            "admin.token%00",
            "%252e%252e%252fadmin.token",
            "/etc/passwd",
            "a".repeat(63),
            "A".repeat(64),
            "a".repeat(64) + "/..",
            "\u00e9");
    for (String name : names) {
      String blob = raw(get(LinkMessages.PATH + "blobs/" + name, agent));
      assertThat(blob).as(name).containsPattern("^HTTP/1.1 40[04]").doesNotContain("mfc_", "root:");
      String artifact = raw(get("/api/v1/campaigns/20000101-000000/artifacts/" + name, admin));
      assertThat(artifact).as(name).containsPattern("^HTTP/1.1 40[04]");
    }
    assertThat(raw(get("/api/v1/campaigns/../../admin.token/artifacts", admin)))
        .containsPattern("^HTTP/1.1 404");
  }

  private static String get(String path, String token) {
    return get(path, token, "close");
  }

  private static String get(String path, String token, String connection) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nConnection: "
        + connection
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  private HttpResponse<String> send(Route route, String token) throws Exception {
    String path = route.path().replaceAll("\\{[^}]*}", "a".repeat(64));
    String body = route.body() == Route.Body.NONE ? "" : "{}";
    return running.send(route.method().name(), path, token, body);
  }

  private HttpResponse<String> post(String token, String name, Object message) throws Exception {
    return running.send(
        "POST",
        LinkMessages.PATH + name,
        token,
        new String(WireJson.write(message), StandardCharsets.UTF_8));
  }

  /** Of the form of a good token, so that the whole check is done. */
  private String wrongSecret() {
    return running.adminToken().replaceAll("_[^_]*$", "_" + "x".repeat(43));
  }

  private JsonNode created(String name, String role) throws Exception {
    HttpResponse<String> made = running.createToken(name, role);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body());
  }

  /** Sends bytes and reads until the other side ends. */
  private String raw(String request) throws IOException {
    URI url = URI.create(running.node().url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(SOCKET_MILLIS);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // It was cut off while it still sent: what was answered counts.
      }
      return read(socket.getInputStream());
    }
  }

  private static String read(InputStream stream) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[4_096];
    try {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      // reset after the answer
    }
    return text.toString();
  }
}
