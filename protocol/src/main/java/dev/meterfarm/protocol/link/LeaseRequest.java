package dev.meterfarm.protocol.link;

import dev.meterfarm.protocol.device.DeviceId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A request for work.
 *
 * @param id new for each request; asking again under the same id gives the same answer, so that a
 *     lost answer costs nothing
 * @param idle the devices that could do with a job, and the targets that each serves
 * @param patience how long to wait for work before answering with nothing
 */
public record LeaseRequest(String id, Map<DeviceId, Set<String>> idle, Duration patience) {
  public LeaseRequest {
    Objects.requireNonNull(id, "id");
    idle = Collections.unmodifiableMap(new LinkedHashMap<>(idle));
    Objects.requireNonNull(patience, "patience");
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience must not be negative");
    }
  }
}
