package dev.meterfarm.agent.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools that a profile names by URL, from a server that does not always do what it should. */
class ToolDownloadTest {
  private static final byte[] TOOL = "#!/bin/sh\necho a tool\n".getBytes(UTF_8);
  private static final String SHA = HostReadings.sha256(TOOL);
  private static final String OTHER_SHA = "0".repeat(64);
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService serving = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.createContext("/whole", exchange -> answer(exchange, 200, TOOL.length, TOOL.length));
    server.createContext("/cut", exchange -> answer(exchange, 200, TOOL.length, 7));
    server.createContext("/missing", exchange -> answer(exchange, 404, TOOL.length, TOOL.length));
    server.createContext("/silent", exchange -> hang());
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    serving.shutdownNow();
  }

  private void answer(HttpExchange exchange, int status, int promised, int sent)
      throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      exchange.sendResponseHeaders(status, promised);
      exchange.getResponseBody().write(TOOL, 0, sent);
      exchange.getResponseBody().flush();
    }
  }

  private void hang() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Path require(String path, String sha256) {
    return new ToolDownload(folder, LONG).require(new ToolSource(url(path), sha256), "pixel");
  }

  private void assertMissing(ThrowingCallable attempt, String... words) throws IOException {
    assertThatThrownBy(attempt)
        .isInstanceOf(FarmException.class)
        .hasMessageContainingAll(words)
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.RUNTIME_MISSING);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void it_is_downloaded_once_and_can_be_run() throws IOException {
    Path file = require("/whole/linux/benchmark_model?alt=media", SHA);

    assertThat(file).hasBinaryContent(TOOL).isExecutable();
    assertThat(file.getFileName().toString()).startsWith("download-").endsWith("-benchmark_model");
    assertThat(require("/whole/linux/benchmark_model?alt=media", SHA)).isEqualTo(file);
    assertThat(require("/whole/linux/benchmark_model?alt=media", "")).isEqualTo(file);
    assertThat(requests).hasValue(1);
  }

  @Test
  void the_same_name_at_two_places_is_two_files() {
    assertThat(require("/whole/arm64/tool", SHA)).isNotEqualTo(require("/whole/x86/tool", SHA));
  }

  @Test
  void another_file_than_the_profile_wants_is_not_kept() throws IOException {
    assertMissing(
        () -> require("/whole/tool", OTHER_SHA), url("/whole/tool"), SHA, OTHER_SHA, "pixel");

    assertThat(require("/whole/tool", SHA)).hasBinaryContent(TOOL);
  }

  @Test
  void a_file_that_is_no_longer_what_the_profile_wants_is_downloaded_anew() throws IOException {
    Path file = require("/whole/tool", SHA);
    Files.writeString(file, "an earlier version");

    assertThat(require("/whole/tool", SHA)).isEqualTo(file).hasBinaryContent(TOOL);
    assertThat(requests).hasValue(2);
  }

  @Test
  void a_download_that_was_cut_short_is_not_kept() throws IOException {
    assertMissing(
        () -> require("/cut/tool", ""), url("/cut/tool"), "pixel", "by hand to " + folder);
  }

  @Test
  void a_file_that_is_not_there_is_told_with_the_servers_answer() throws IOException {
    assertMissing(() -> require("/missing/tool", SHA), url("/missing/tool"), "answered 404");
  }

  @Test
  void a_server_that_says_nothing_is_given_up() throws IOException {
    ToolDownload impatient = new ToolDownload(folder, Duration.ofMillis(300));
    assertMissing(
        () -> impatient.require(new ToolSource(url("/silent/tool"), SHA), "pixel"), "longer than");
  }

  @Test
  void a_server_that_is_not_there_is_told() throws IOException {
    server.stop(0);
    assertMissing(() -> require("/whole/tool", SHA), url("/whole/tool"), "cannot connect");
  }

  @Test
  void profiles_that_ask_for_what_cannot_be_trusted_are_refused() {
    assertThat(problems("{benchmark-model: 'ftp://lab/tool'}")).contains("https or http URL");
    assertThat(problems("{benchmark-model: 'https:///tool'}")).contains("https or http URL");
    assertThat(problems("{benchmark-model: 'http://lab/tool'}")).contains("sha256", "use https");
    assertThat(problems("{benchmark-model: 'tool', sha256: 'ABC'}")).contains("64 lower-case");
    assertThat(problems("{benchmark-model: 'https://lab/tool'}")).isEmpty();
    assertThat(problems("{benchmark-model: 'http://lab/tool', sha256: '" + SHA + "'}")).isEmpty();
  }

  private static String problems(String tool) {
    Problems problems = new Problems();
    ToolSource.read(ConfigNode.parse(tool, "profile.yaml", problems), "usual");
    return problems.all().stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
