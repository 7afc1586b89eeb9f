package dev.meterfarm.coordinator.http;

import dev.meterfarm.coordinator.access.Role;
import java.util.Optional;

/**
 * One route of the API.
 *
 * @param method how it is called
 * @param path where, such as {@code /api/v1/tokens/{id}}; a part in braces is one segment
 * @param role who may call it; empty for everybody, without a token
 * @param body what it takes
 */
public record Route(Method method, String path, Optional<Role> role, Body body) {
  /** The methods that are used. */
  public enum Method {
    GET,
    POST,
    PUT,
    DELETE
  }

  /** What a request may carry. */
  public enum Body {
    NONE,
    /** A JSON text of limited size. */
    JSON,
    /** A file of limited size. */
    BLOB
  }

  /** A route that everybody may read. */
  public static Route open(String path) {
    return new Route(Method.GET, path, Optional.empty(), Body.NONE);
  }

  public static Route get(String path, Role role) {
    return new Route(Method.GET, path, Optional.of(role), Body.NONE);
  }

  public static Route post(String path, Role role) {
    return new Route(Method.POST, path, Optional.of(role), Body.JSON);
  }

  public static Route put(String path, Role role) {
    return new Route(Method.PUT, path, Optional.of(role), Body.JSON);
  }

  public static Route delete(String path, Role role) {
    return new Route(Method.DELETE, path, Optional.of(role), Body.NONE);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
