package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The failures of the last half hour, a thousand at most. They are not stored: a coordinator that
 * starts anew begins without any. Thread-safe.
 */
final class RecentFailures {
  private static final Duration MEMORY = Duration.ofMinutes(30);

  private static final int MOST = 1_000;

  private final Clock clock;
  private final Deque<SharedCauses.Failure> failures = new ArrayDeque<>();

  RecentFailures(Clock clock) {
    this.clock = clock;
  }

  synchronized void add(DeviceId device, ErrorCode code) {
    failures.addLast(new SharedCauses.Failure(device, code, clock.instant()));
    if (failures.size() > MOST) {
      failures.removeFirst();
    }
  }

  /** What they have in common, the widest cause first. */
  List<Finding> findings(Collection<DeviceRecord> devices) {
    return SharedCauses.of(recent(), devices);
  }

  private synchronized List<SharedCauses.Failure> recent() {
    Instant from = clock.instant().minus(MEMORY);
    failures.removeIf(failure -> failure.at().isBefore(from));
    return List.copyOf(failures);
  }
}
