package dev.meterfarm.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.meterfarm.coordinator.Samples;
import dev.meterfarm.coordinator.http.Route;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.device.DevicePlace;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
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
import dev.meterfarm.protocol.link.LinkMessages.SyncCall;
import dev.meterfarm.protocol.link.SyncRequest;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever stands in a message, the answer is one that the API knows, and the coordinator lives.
 * Messages are sent to one real coordinator, which every try finds as the one before left it.
 */
class MessageFuzzTest {
  private static final int TRIES = 300;

  /** Done, or refused with a reason; never 500, which is a mistake of ours. */
  private static final Set<Integer> EXPECTED = Set.of(200, 201, 204, 400, 404, 409);

  /** The only route that takes a body from people without a token checks the token itself. */
  private static final Set<Integer> TO_STRANGERS = Set.of(400, 401, 413, 429);

  /** What a client has sent before it can read an answer. */
  private static final int LONG_BYTES = 16_000;

  private static final List<String> POISONS =
      List.of(
          "null",
          "-1",
          "1e999",
          "9223372036854775808",
          "\"\"",
          "[]",
          "{}",
          "NaN",
          "\u0000",
          "\"\\ud800\"",
          "[".repeat(2_000),
          "\"" + "x".repeat(20_000) + "\"",
          "true",
          "\ufeff",
          "\"-PT1S\"",
          "\"../..\"",
          "\"'; DROP TABLE job; --\"");

  private static Path data;
  private static RunningNode node;
  private static String agent;

  @BeforeContainer
  static void start() throws IOException, InterruptedException {
    data = Files.createTempDirectory("fuzz");
    node = RunningNode.start(data, "listen: {port: 0}", "tls: {mode: none}");
    agent = node.agentCredential("lab-1");
  }

  @AfterContainer
  static void stop() throws IOException {
    node.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One call with a body. */
  private record Message(String method, String path, String body) {}

  @Property(tries = TRIES)
  void any_json_is_answered(@ForAll("anyMessages") Message message) throws Exception {
    requireKnownAnswer(message.method(), message.path(), message.body());
  }

  @Property(tries = TRIES)
  void damaged_messages_are_answered(@ForAll("damagedMessages") Message message) throws Exception {
    requireKnownAnswer(message.method(), message.path(), message.body());
  }

  @Property(tries = TRIES / 3)
  void bytes_that_are_no_text_are_refused(
      @ForAll("paths") Map.Entry<String, String> route,
      @ForAll @Size(min = 1, max = 200) byte[] noise)
      throws Exception {
    byte[] body = new byte[noise.length + 1];
    body[0] = (byte) 0xff; // no UTF-8 begins like this
    System.arraycopy(noise, 0, body, 1, noise.length);
    requireKnown(route.getValue(), node.send(route.getKey(), route.getValue(), token(route), body));
  }

  @Example
  void orders_for_nobody_are_refused() throws Exception {
    for (String who : List.of("device", "agent")) {
      String body = "{\"" + who + "\":\" \",\"order\":\"RESUME\"}";
      requireKnownAnswer("POST", "/api/v1/" + who + "s/orders", body);
    }
  }

  private static void requireKnownAnswer(String method, String path, String body)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer;
    try {
      answer = node.send(method, path, token(Map.entry(method, path)), bytes);
    } catch (IOException cut) {
      // A stranger who sends too often is hung up on before a long message is through.
      assertThat(path).as(cut.toString()).endsWith("/register");
      assertThat(bytes.length).as(cut.toString()).isGreaterThan(LONG_BYTES);
      assertThat(node.get("/health", "").statusCode()).isEqualTo(200);
      return;
    }
    requireKnown(path, answer);
  }

  private static void requireKnown(String path, HttpResponse<String> answer)
      throws IOException, InterruptedException {
    assertThat(answer.statusCode())
        .as(answer.body())
        .isIn(path.endsWith("/register") ? TO_STRANGERS : EXPECTED);
    if (answer.statusCode() >= 400) {
      assertThat(answer.body()).contains("\"code\"", "\"message\"").doesNotContain("Exception");
    }
    assertThat(node.get("/health", "").statusCode()).isEqualTo(200);
  }

  private static String token(Map.Entry<String, String> route) {
    return route.getValue().startsWith(LinkMessages.PATH) ? agent : node.adminToken();
  }

  /** Every route that takes JSON, with something harmless for the parts in braces. */
  @Provide
  Arbitrary<Map.Entry<String, String>> paths() {
    return Arbitraries.of(
        node.node().routes().stream()
            .filter(route -> route.body() == Route.Body.JSON)
            .map(
                route ->
                    Map.entry(route.method().name(), route.path().replaceAll("\\{[^}]*}", "1")))
            .toList());
  }

  @Provide
  Arbitrary<Message> anyMessages() {
    return Combinators.combine(paths(), json(3))
        .as((route, body) -> new Message(route.getKey(), route.getValue(), body));
  }

  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> leaf =
        Arbitraries.oneOf(
            Arbitraries.of(POISONS),
            Arbitraries.integers().map(String::valueOf),
            Arbitraries.strings().ofMaxLength(20).map(text -> new TextNode(text).toString()));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<String> inner = json(depth - 1);
    Arbitrary<String> array =
        inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]");
    Arbitrary<String> field =
        Combinators.combine(fields(), inner).as((name, value) -> "\"" + name + "\":" + value);
    Arbitrary<String> object =
        field.list().ofMaxSize(5).map(all -> "{" + String.join(",", all) + "}");
    return Arbitraries.frequencyOf(Tuple.of(1, leaf), Tuple.of(1, array), Tuple.of(3, object));
  }

  /** Names that mean something somewhere. */
  private static Arbitrary<String> fields() {
    return Arbitraries.of(
        "session",
        "announcement",
        "version",
        "targets",
        "devices",
        "former",
        "request",
        "id",
        "idle",
        "patience",
        "held",
        "job",
        "epoch",
        "result",
        "outcomes",
        "lease",
        "code",
        "message",
        "name",
        "role",
        "device",
        "agent",
        "order",
        "note",
        "duration",
        "budget",
        "seed",
        "kernels",
        "models",
        "secretSha256",
        "nonsense");
  }

  @Provide
  Arbitrary<Message> damagedMessages() {
    return Combinators.combine(
            Arbitraries.of(good()),
            Arbitraries.integers().between(0, 4),
            Arbitraries.doubles().between(0, 0.99),
            Arbitraries.integers().between(1, 12),
            Arbitraries.of(POISONS))
        .as(
            (message, kind, place, length, poison) ->
                new Message(
                    "POST",
                    message.getKey(),
                    damage(message.getValue(), kind, place, length, poison)));
  }

  /** Cuts, doubles, swaps; and puts in what parsers stumble over. */
  private static String damage(String text, int kind, double place, int length, String poison) {
    int from = (int) (place * text.length());
    int to = Math.min(text.length(), from + length);
    int colon = text.indexOf(':', from);
    return switch (kind) {
      case 0 -> text.substring(0, from);
      case 1 -> text.substring(0, from) + text.substring(to);
      case 2 -> text.substring(0, from) + poison + text.substring(to);
      case 3 -> text.substring(0, to) + text.substring(from);
      default ->
          colon < 0
              ? poison
              : text.substring(0, colon + 1)
                  + poison
                  + text.substring(colon + 1).replaceFirst("^(\"[^\"]*\"|-?[0-9.]+)", "");
    };
  }

  private static List<Map.Entry<String, String>> good() {
    Lease lease =
        new Lease(new JobId(1), Samples.job("k"), Samples.DEVICE, 1, 1, Duration.ofMinutes(1));
    AnnouncedDevice device =
        new AnnouncedDevice(
            Samples.DEVICE, Set.of(Samples.TARGET), DevicePlace.UNKNOWN, DeviceActivity.IDLE);
    LeaseRequest request =
        new LeaseRequest("r", Map.of(new DeviceId("d"), Set.of(Samples.TARGET)), Duration.ZERO);
    SyncRequest held =
        new SyncRequest(
            Set.of(new HeldLease(new JobId(1), 1)), Map.of(Samples.DEVICE, DeviceActivity.BUSY));
    return List.of(
        of("sessions", new Hello("s", new Announcement("1", List.of(), List.of(device)))),
        of("leases", new LeaseCall("s", request)),
        of("sync", new SyncCall("s", held)),
        of("results", new ResultCall("s", Samples.result(lease))),
        of(
            "failures",
            new FailureCall("s", new HeldLease(new JobId(1), 1), ErrorCode.RUN_CRASHED, "no")),
        Map.entry("/api/v1/tokens", "{\"name\":\"n\",\"role\":\"viewer\"}"),
        Map.entry(
            "/api/v1/devices/orders", "{\"device\":\"d\",\"order\":\"PAUSE\",\"note\":\"n\"}"),
        Map.entry("/api/v1/agents/orders", "{\"agent\":\"a\",\"order\":\"DRAIN\",\"note\":\"n\"}"),
        Map.entry("/api/v1/campaigns", "{\"targets\":[\"t\"],\"budget\":\"60s\",\"seed\":1}"),
        Map.entry("/api/v1/campaigns/1/pause", "{\"note\":\"n\",\"duration\":\"PT1H\"}"));
  }

  private static Map.Entry<String, String> of(String name, Object message) {
    return Map.entry(
        LinkMessages.PATH + name, new String(WireJson.write(message), StandardCharsets.UTF_8));
  }
}
