package dev.meterfarm.benchmarks.farm;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * One TLS connection that is kept open, and requests on it, one after the other. It costs less than
 * a real HTTP client: what is measured runs on the same cores. For one thread.
 */
final class Wire implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String LENGTH = "content-length:";

  /**
   * What came back.
   *
   * @param status of HTTP
   * @param body perhaps empty
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Answer(int status, byte[] body) {}

  private final Socket socket;
  private final InputStream in;
  private final String head;

  /**
   * Connects.
   *
   * @param token sent with each request
   */
  Wire(SSLContext trust, String url, String token) {
    URI at = URI.create(url);
    head =
        " HTTP/1.1\r\nHost: "
            + at.getAuthority()
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
    try {
      socket = trust.getSocketFactory().createSocket(at.getHost(), at.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) SILENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message and waits for the answer. */
  Answer post(String path, byte[] body) {
    byte[] start =
        ("POST " + path + head + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    try {
      socket.getOutputStream().write(request);
      return answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", -1)[1]);
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer was cut short");
    }
    return new Answer(status, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the coordinator closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
