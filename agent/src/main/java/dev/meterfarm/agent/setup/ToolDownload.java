package dev.meterfarm.agent.setup;

import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tools that profiles name by a URL, kept in a folder under names that follow from their URLs. A
 * file gets its name once it is complete and what the profile wants, so that whatever goes wrong
 * leaves nothing behind. Safe for use from many threads and processes.
 *
 * @param folder where the files are kept
 * @param deadline how long a download may take
 */
record ToolDownload(Path folder, Duration deadline) {
  private static final Logger LOG = LoggerFactory.getLogger(ToolDownload.class);
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int OK = 200;

  /**
   * The file, downloaded unless it is there and what the profile wants.
   *
   * @param source with a URL
   * @param profile the profile's device, for messages
   * @throws FarmException with RUNTIME_MISSING and a remedy
   */
  Path require(ToolSource source, String profile) {
    Path file = place(source.place());
    if (Files.isRegularFile(file) && source.accepts(LabTool.sha256(file))) {
      return file;
    }
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "download-", ".part");
      try {
        fetch(URI.create(source.place()), part);
        String sha256 = LabTool.sha256(part);
        if (!source.accepts(sha256)) {
          throw failure(
              source.place()
                  + " has "
                  + Files.size(part)
                  + " bytes with SHA-256 "
                  + sha256
                  + ", but profile "
                  + profile
                  + " wants "
                  + source.sha256()
                  + ", so it was not kept: name the right file, or correct the profile",
              null);
        }
        if (source.sha256().isEmpty()) {
          LOG.info(
              "Downloaded {}; to accept nothing else from now on, write 'sha256: {}' into profile"
                  + " {}",
              source.place(),
              sha256,
              profile);
        }
        if (!part.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + part + " executable");
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      return file;
    } catch (IOException e) {
      throw failure(
          "cannot download "
              + source.place()
              + " for profile "
              + profile
              + ": "
              + why(e)
              + "; try again, or download it by hand to "
              + file,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmException(ErrorCode.CANCELLED, "interrupted while a tool was downloaded", e);
    }
  }

  private Path place(String url) {
    String name = url.replaceFirst("[?#].*", "").replaceFirst(".*/", "");
    String hash = HostReadings.sha256(url.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    return folder.resolve("download-" + hash + "-" + name.replaceAll("[^A-Za-z0-9._-]", "_"));
  }

  private void fetch(URI url, Path into) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .build();
    CompletableFuture<HttpResponse<Path>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(url).build(),
            of ->
                of.statusCode() == OK
                    ? HttpResponse.BodySubscribers.ofFile(into)
                    : HttpResponse.BodySubscribers.replacing(into));
    try {
      int status = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != OK) {
        throw new IOException("the server answered " + status);
      }
    } catch (TimeoutException e) {
      throw new IOException("it took longer than " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException of ? of : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static String why(IOException e) {
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return e instanceof ConnectException ? "cannot connect (" + said + ")" : said;
  }

  private static FarmException failure(String what, IOException cause) {
    return new FarmException(ErrorCode.RUNTIME_MISSING, what, cause);
  }
}
