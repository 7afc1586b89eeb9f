package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/** All routes and their handlers. Immutable once it serves. */
public final class RouteTable {
  /** A handler that is called without blocking. */
  @FunctionalInterface
  interface Endpoint {
    CompletionStage<Reply> call(Call call);
  }

  /** A route that fits a request, and the values of its parts in braces. */
  record Match(Route route, Endpoint endpoint, Map<String, String> values) {}

  private record Entry(Route route, List<String> segments, Endpoint endpoint) {
    Optional<Match> match(List<String> wanted) {
      if (wanted.size() != segments.size()) {
        return Optional.empty();
      }
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (segment.startsWith("{")) {
          values.put(segment.substring(1, segment.length() - 1), wanted.get(i));
        } else if (!segment.equals(wanted.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(new Match(route, endpoint, values));
    }
  }

  /** Plain characters only: nothing encoded, no dots that climb. */
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,199}){1,12}");

  private static final String NO_ROUTE = "none";

  private final List<Entry> entries = new ArrayList<>();
  private final Executor work;

  /**
   * @param work the pool that blocking handlers run on
   */
  public RouteTable(Executor work) {
    this.work = work;
  }

  /** Adds a handler that may wait. */
  public RouteTable add(RouteHandler handler) {
    return add(handler.route(), call -> Working.on(work, () -> handler.handle(call)));
  }

  /** Adds a handler that never waits. */
  public RouteTable add(PromptHandler handler) {
    return add(handler.route(), handler::handle);
  }

  private RouteTable add(Route route, Endpoint endpoint) {
    boolean taken =
        entries.stream()
            .map(Entry::route)
            .anyMatch(of -> of.method() == route.method() && shape(of).equals(shape(route)));
    if (taken) {
      throw new IllegalArgumentException("two handlers for " + route);
    }
    entries.add(new Entry(route, segments(route.path()), endpoint));
    return this;
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }

  private static String shape(Route route) {
    return route.path().replaceAll("\\{[^}]*}", "{}");
  }

  /** All routes, in the order in which they were added. */
  public List<Route> routes() {
    return entries.stream().map(Entry::route).toList();
  }

  /** The path of the route that fits a request, or {@code none}. */
  String name(String method, String path) {
    if (path != null && PATH.matcher(path).matches()) {
      List<String> segments = segments(path);
      for (Entry entry : entries) {
        if (entry.route().method().name().equals(method) && entry.match(segments).isPresent()) {
          return entry.route().path();
        }
      }
    }
    return NO_ROUTE;
  }

  /**
   * The handler for a request.
   *
   * @throws FarmException with NOT_FOUND, which also tells of other methods for the same path
   */
  Match require(String method, String path) {
    Set<String> others = new TreeSet<>();
    if (PATH.matcher(path).matches()) {
      List<String> segments = segments(path);
      for (Entry entry : entries) {
        Optional<Match> match = entry.match(segments);
        if (match.isPresent() && entry.route().method().name().equals(method)) {
          return match.get();
        }
        match.ifPresent(of -> others.add(of.route().method().name()));
      }
    }
    throw new FarmException(
        ErrorCode.NOT_FOUND,
        others.isEmpty()
            ? "there is no such route; /openapi.yaml lists them all"
            : "this route takes " + String.join(", ", others) + ", not " + method);
  }
}
