package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Caller;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.wire.WireJson;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One request, checked and read.
 *
 * @param caller who calls; {@code anonymous} on open routes
 * @param path the values of the path's parts in braces
 * @param query the parameters behind the question mark; the last value of each
 * @param body the content
 * @param bearer the token, for the route that exchanges it
 * @param remote the caller's address
 * @param gone completes when the caller has closed the connection without waiting for the reply
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Call(
    Caller caller,
    Map<String, String> path,
    Map<String, String> query,
    byte[] body,
    Optional<String> bearer,
    String remote,
    CompletableFuture<Void> gone) {
  /** The value of a part of the path. */
  public String pathValue(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part {" + name + "}");
    }
    return value;
  }

  /** A part of the path that is a number, at least 0. */
  public long pathNumber(String name) {
    return number(name, pathValue(name));
  }

  /** A parameter. */
  public Optional<String> queryValue(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A parameter that is a number from {@code least} to {@code most}. */
  public long queryNumber(String name, long fallback, long least, long most) {
    if (!query.containsKey(name)) {
      return fallback;
    }
    long value = number(name, query.get(name));
    if (value < least || value > most) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, name + " must be from " + least + " to " + most);
    }
    return value;
  }

  private static long number(String name, String value) {
    if (!value.matches("\\d{1,18}")) {
      throw new FarmException(
          ErrorCode.INVALID_REQUEST, name + " must be a whole number, but is '" + value + "'");
    }
    return Long.parseLong(value);
  }

  /** The body as a message. */
  public <T> T read(Class<T> type) {
    return WireJson.read(body, type);
  }

  /** The token stays out of every text. */
  @Override
  public String toString() {
    return caller.name() + " from " + remote;
  }
}
