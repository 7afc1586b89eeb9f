package dev.meterfarm.coordinator.http;

/** Hears of every answered request, for metrics. Called on event loops; must be quick. */
@FunctionalInterface
public interface RequestWatcher {
  /** Nobody listens. */
  RequestWatcher NONE = (route, status, seconds) -> {};

  /**
   * A request was answered.
   *
   * @param route the path of the route, such as {@code /api/v1/tokens/{id}}; {@code none} where
   *     there is none
   */
  void answered(String route, int status, double seconds);
}
