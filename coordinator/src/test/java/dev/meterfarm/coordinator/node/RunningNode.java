package dev.meterfarm.coordinator.node;

import dev.meterfarm.coordinator.config.NodeSettings;
import dev.meterfarm.coordinator.config.NodeSettingsLoader;
import dev.meterfarm.protocol.client.TokenFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A real node on a free port, and a bare client that sends whatever it is told to. */
public final class RunningNode implements AutoCloseable {
  private final CoordinatorNode node;
  private final Path data;
  private final HttpClient http = HttpClient.newHttpClient();

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

  public HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    return send("GET", path, token, "");
  }

  @Override
  public void close() {
    node.close();
  }
}
