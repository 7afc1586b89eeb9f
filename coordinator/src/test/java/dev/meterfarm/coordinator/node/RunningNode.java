package dev.meterfarm.coordinator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.link.LinkMessages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A real node on a free port, and a bare client that sends whatever it is told to. */
public final class RunningNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CoordinatorNode node;
  private final Path data;

  /** HTTP/1.1, as agents and commands speak it; the JDK's upgrade to HTTP/2 is not under test. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningNode(CoordinatorNode node, Path data) {
    this.node = node;
    this.data = data;
  }

  public static RunningNode start(Path data, String... configLines) throws IOException {
    Path config = Files.createTempFile(data, "coordinator", ".yaml");
    Files.write(config, java.util.List.of(configLines));
    NodeSettings settings = NodeSettingsLoader.load(Optional.of(config), Optional.of(data), false);
    return new RunningNode(CoordinatorNode.start(settings, "test"), data);
  }

  public CoordinatorNode node() {
    return node;
  }

  public String adminToken() {
    return TokenFile.read(data.resolve(AdminToken.FILE_NAME));
  }

  public HttpRequest request(String method, String path, String token, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  public HttpResponse<String> send(String method, String path, String token, byte[] body)
      throws IOException, InterruptedException {
    return http.send(request(method, path, token, body), BodyHandlers.ofString());
  }

  public HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    return send(method, path, token, body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    return send("GET", path, token, "");
  }

  /** The answer to a wish for a token, which shows it. */
  public HttpResponse<String> createToken(String name, String role)
      throws IOException, InterruptedException {
    String wish = "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}";
    return send("POST", "/api/v1/tokens", adminToken(), wish);
  }

  /** A new token of a person, or one that registers an agent. */
  public String token(String name, String role) throws IOException, InterruptedException {
    HttpResponse<String> made = createToken(name, role);
    if (made.statusCode() != 201) {
      throw new AssertionError(made.statusCode() + " " + made.body());
    }
    return JSON.readTree(made.body()).get("token").asText();
  }

  /** Exchanges a registration token for a credential with this secret. */
  public String register(String registration, String secret)
      throws IOException, InterruptedException {
    String wish = "{\"secretSha256\": \"" + sha256(secret) + "\"}";
    HttpResponse<String> done = send("POST", LinkMessages.PATH + "register", registration, wish);
    if (done.statusCode() != 200) {
      throw new AssertionError(done.statusCode() + " " + done.body());
    }
    return "mfc_" + JSON.readTree(done.body()).get("id").asText() + "_" + secret;
  }

  /** What a new agent authenticates with. */
  public String agentCredential(String name) throws IOException, InterruptedException {
    return register(token(name, "agent"), "a".repeat(43));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
