package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.FailedAttempt;
import dev.meterfarm.coordinator.store.RetryRule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What becomes of a job after a failure, by the type of the error.
 *
 * <ul>
 *   <li>USER: refused, and would be again: parked.
 *   <li>INTERNAL: a mistake of ours: parked, and reported.
 *   <li>DEVICE: tried again, on another device if there is one; parked when it failed on two
 *       devices, or twice on one that did other work well in between. As long as it is not clear
 *       whether the device or the job is to blame, it is tried again after a growing pause, until
 *       the attempts are used up.
 *   <li>ENVIRONMENT: tried again after a growing pause, until the attempts are used up.
 *   <li>Handed back by its agent ({@code CANCELLED}): ready again at once, and not counted.
 * </ul>
 */
public final class RetryPolicy implements RetryRule {
  private static final int DEVICES = 2;
  private static final int ATTEMPTS_ON_ONE = 2;

  private final Duration firstPause;
  private final Duration longestPause;
  private final RandomGenerator random;

  public RetryPolicy(Duration firstPause, Duration longestPause, RandomGenerator random) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
    this.random = random;
  }

  @Override
  public Optional<Duration> retryAfter(List<FailedAttempt> failures, int maxAttempts) {
    ErrorCode latest = failures.get(failures.size() - 1).code();
    if (latest == ErrorCode.CANCELLED) {
      return Optional.of(Duration.ZERO);
    }
    List<FailedAttempt> counted =
        failures.stream().filter(failure -> failure.code() != ErrorCode.CANCELLED).toList();
    List<FailedAttempt> alike =
        counted.stream().filter(failure -> failure.code().type() == latest.type()).toList();
    boolean usedUp = counted.size() >= maxAttempts;
    return switch (latest.type()) {
      case USER, INTERNAL -> Optional.empty();
      case DEVICE -> {
        if (usedUp || isTheJobsFault(alike)) {
          yield Optional.empty();
        }
        yield Optional.of(alike.size() == 1 ? Duration.ZERO : pause(alike.size() - 1));
      }
      case ENVIRONMENT -> usedUp ? Optional.empty() : Optional.of(pause(alike.size()));
    };
  }

  private static boolean isTheJobsFault(List<FailedAttempt> failures) {
    Set<DeviceId> devices =
        failures.stream().flatMap(failure -> failure.device().stream()).collect(Collectors.toSet());
    List<FailedAttempt> earlier = failures.subList(0, failures.size() - 1);
    return devices.size() >= DEVICES
        || (failures.size() >= ATTEMPTS_ON_ONE && earlier.stream().anyMatch(FailedAttempt::proven));
  }

  /** Doubles with every failure; the jitter of a quarter keeps many jobs from coming at once. */
  private Duration pause(int failures) {
    double jitter = 0.75 + 0.5 * random.nextDouble();
    double millis = firstPause.toMillis() * Math.pow(2, failures - 1.0) * jitter;
    return Duration.ofMillis(Math.min((long) millis, longestPause.toMillis()));
  }
}
