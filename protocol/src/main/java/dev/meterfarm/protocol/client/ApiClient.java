package dev.meterfarm.protocol.client;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.link.ProtocolVersion;
import dev.meterfarm.protocol.wire.ErrorBody;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;

/**
 * Sends requests to one coordinator. A failure of the network is LINK_FAILED; what the coordinator
 * refuses comes as the {@link FarmException} that it tells of.
 */
public final class ApiClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final CoordinatorAddress address;
  private final Supplier<Optional<String>> token;
  private final HttpClient http;

  /**
   * @param token what to authenticate with; asked for before each call
   */
  public ApiClient(CoordinatorAddress address, Supplier<Optional<String>> token) {
    this.address = address;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
    address.fingerprint().ifPresent(pin -> builder.sslContext(PinnedTrust.context(pin)));
    if (address.url().getScheme().equals("https")) {
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      builder.sslParameters(parameters);
    }
    http = builder.build();
  }

  /** Where it sends to. */
  public CoordinatorAddress address() {
    return address;
  }

  /** Reads something. */
  public <T> T get(String path, Class<T> type, Duration limit) throws InterruptedException {
    return WireJson.read(send("GET", path, BodyPublishers.noBody(), limit).body(), type);
  }

  /** Reads a file. */
  public byte[] getBytes(String path, Duration limit) throws InterruptedException {
    return send("GET", path, BodyPublishers.noBody(), limit).body();
  }

  /** Sends a content, which may be empty, and gives the answer as it is. */
  public byte[] post(String path, byte[] content, Duration limit) throws InterruptedException {
    BodyPublisher body =
        content.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content);
    return send("POST", path, body, limit).body();
  }

  /** Sends a message; empty if the answer is that there is nothing. */
  public <T> Optional<T> call(
      String method, String path, Object message, Class<T> type, Duration limit)
      throws InterruptedException {
    HttpResponse<byte[]> response =
        send(method, path, BodyPublishers.ofByteArray(WireJson.write(message)), limit);
    return response.statusCode() == 204
        ? Optional.empty()
        : Optional.of(WireJson.read(response.body(), type));
  }

  /** Sends a message that is always answered. */
  public <T> T post(String path, Object message, Class<T> type, Duration limit)
      throws InterruptedException {
    return call("POST", path, message, type, limit).orElseThrow(() -> silent(path));
  }

  /** Sends a file. */
  public void putBytes(String path, byte[] content, Duration limit) throws InterruptedException {
    send("PUT", path, BodyPublishers.ofByteArray(content), limit);
  }

  /** Removes something. */
  public void delete(String path, Duration limit) throws InterruptedException {
    send("DELETE", path, BodyPublishers.noBody(), limit);
  }

  private static FarmException silent(String path) {
    return new FarmException(
        ErrorCode.LINK_FAILED, path + " was answered with nothing, where something must be");
  }

  private HttpResponse<byte[]> send(String method, String path, BodyPublisher body, Duration limit)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(limit)
            .header(ProtocolVersion.HEADER, Integer.toString(ProtocolVersion.NEWEST))
            .method(method, body);
    token.get().ifPresent(text -> request.header("Authorization", "Bearer " + text));
    HttpResponse<byte[]> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.LINK_FAILED,
          "cannot reach the coordinator at " + address.url() + ": " + reason(e),
          e);
    }
    if (response.statusCode() >= 400) {
      throw refusal(response);
    }
    return response;
  }

  /** The innermost message tells most, as that of a certificate that is not the pinned one. */
  private String reason(IOException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? failure.toString() : cause.getMessage();
    if (failure instanceof ConnectException && cause.getMessage() == null) {
      return "nothing answers there; see that it runs, listens on that address, and that no firewall"
          + " is in between";
    }
    return failure instanceof SSLHandshakeException && address.fingerprint().isEmpty()
        ? message + "; if its certificate is its own, pin it: --fingerprint, as 'serve' prints it"
        : message;
  }

  private FarmException refusal(HttpResponse<byte[]> response) {
    try {
      return WireJson.read(response.body(), ErrorBody.class).toException();
    } catch (FarmException e) {
      return new FarmException(
          response.statusCode() >= 500 ? ErrorCode.LINK_FAILED : ErrorCode.INVALID_REQUEST,
          address.url()
              + " answered with status "
              + response.statusCode()
              + " and no reason; is it a coordinator?",
          e);
    }
  }
}
