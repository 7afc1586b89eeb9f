package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What becomes of a job after a failure, by the type of the error.
 *
 * <ul>
 *   <li>USER: refused, and would be again: parked.
 *   <li>INTERNAL: a mistake of ours: parked, and reported.
 *   <li>DEVICE: tried once more; parked when a second attempt fails like that.
 *   <li>ENVIRONMENT: tried again after a growing pause, until the attempts are used up.
 *   <li>Handed back by its agent ({@code CANCELLED}): ready again at once, and not counted.
 * </ul>
 */
public final class RetryPolicy implements RetryRule {
  private static final int DEVICE_ATTEMPTS = 2;

  private final Duration firstPause;
  private final Duration longestPause;
  private final RandomGenerator random;

  public RetryPolicy(Duration firstPause, Duration longestPause, RandomGenerator random) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.random = random;
  }

  @Override
  public Optional<Duration> retryAfter(List<ErrorCode> failures, int maxAttempts) {
    ErrorCode latest = failures.get(failures.size() - 1);
    if (latest == ErrorCode.CANCELLED) {
      return Optional.of(Duration.ZERO);
    }
    long counted = failures.stream().filter(code -> code != ErrorCode.CANCELLED).count();
    return switch (latest.type()) {
      case USER, INTERNAL -> Optional.empty();
      case DEVICE ->
          counted >= maxAttempts || count(failures, ErrorType.DEVICE) >= DEVICE_ATTEMPTS
              ? Optional.empty()
              : Optional.of(Duration.ZERO);
      case ENVIRONMENT ->
          counted >= maxAttempts
              ? Optional.empty()
              : Optional.of(pause(count(failures, ErrorType.ENVIRONMENT)));
    };
  }

  private static long count(List<ErrorCode> failures, ErrorType type) {
    return failures.stream()
        .filter(code -> code.type() == type && code != ErrorCode.CANCELLED)
        .count();
  }

  /** Doubles with every failure; the jitter of a quarter keeps many jobs from coming at once. */
  private Duration pause(long failures) {
    double jitter = 0.75 + 0.5 * random.nextDouble();
    double millis = firstPause.toMillis() * Math.pow(2, (double) failures - 1) * jitter;
    return Duration.ofMillis(Math.min((long) millis, longestPause.toMillis()));
  }
}
