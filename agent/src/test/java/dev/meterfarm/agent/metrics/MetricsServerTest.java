package dev.meterfarm.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final FarmMeters meters = new FarmMeters();
  private MetricsServer server;

  @BeforeEach
  void start() {
    server = MetricsServer.start(loopback(0), meters);
  }

  @AfterEach
  void stop() {
    server.close();
    meters.close();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static HttpResponse<String> send(String method, URI url)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofMinutes(2))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private URI url() {
    return URI.create(server.url());
  }

  @Test
  void the_page_is_served_as_prometheus_wants_it() throws Exception {
    meters.add(FarmMetric.AGENT_DEVICE_BUSY_SECONDS_TOTAL, 2.5, "phone-\"7\"");
    meters.read(sink -> sink.put(FarmMetric.AGENT_DEVICES, 3));
    HttpResponse<String> page = send("GET", url());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue(FarmMeters.CONTENT_TYPE);
    assertThat(page.body().lines())
        .contains(
            "meterfarm_agent_devices 3.0",
            "meterfarm_agent_device_busy_seconds_total{device=\"phone-\\\"7\\\"\"} 2.5");
  }

  @Test
  void there_is_nothing_else_to_get_and_nothing_to_change() throws Exception {
    for (String path : List.of("/", "/metrics/", "/metrics/x", "/../etc/passwd", "/metrics%2f..")) {
      assertThat(send("GET", url().resolve(path)).statusCode()).as(path).isEqualTo(404);
    }
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertThat(send(method, url()).statusCode()).as(method).isEqualTo(405);
    }
  }

  @Test
  void whoever_connects_and_says_nothing_keeps_nobody_from_the_page() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), url().getPort());
        silent.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
        }
      }
      assertThat(send("GET", url()).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whoever_asks_and_does_not_read_keeps_nobody_from_the_page() throws Exception {
    meters.read(
        sink -> {
          for (int i = 0; i < 10_000; i++) {
            sink.put(FarmMetric.DEVICE_TEMPERATURE_CELSIUS, 20, "device-".repeat(20) + i);
          }
        });
    List<Socket> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(loopback(url().getPort()));
        deaf.add(socket);
        String request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(send("GET", url()).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : deaf) {
        socket.close();
      }
    }
  }

  @Test
  void an_address_in_use_is_explained() {
    assertThatThrownBy(() -> MetricsServer.start(loopback(url().getPort()), meters))
        .isInstanceOfSatisfying(
            FarmException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
        .hasMessageContaining("cannot serve metrics on")
        .hasMessageContaining("--metrics");
  }
}
