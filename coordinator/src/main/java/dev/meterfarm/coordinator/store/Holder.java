package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.link.AgentSession;
import java.util.Set;

/**
 * Who wants to hold a job.
 *
 * @param agent the agent
 * @param session the life of the agent
 * @param device where the job would run; the unit of fencing, so its id must be the same whichever
 *     agent announces it
 * @param targets what the device serves
 */
public record Holder(String agent, String session, DeviceId device, Set<String> targets) {
  public Holder {
    targets = Set.copyOf(targets);
  }

  public static Holder of(AgentSession from, DeviceId device, Set<String> targets) {
    return new Holder(from.agent(), from.session(), device, targets);
  }
}
