package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.campaign.TargetDevices;
import dev.meterfarm.protocol.device.TargetDescription;
import java.util.Collection;
import java.util.Optional;

/** Which targets the farm can measure now. Answers from memory. */
public interface TargetSupply {
  /** The target, if an agent serves it now. */
  Optional<TargetDescription> find(String target);

  /** Why nobody serves it, and what helps, in words. */
  String absence(String target);

  /**
   * How many of some targets take turns on the devices of one of them, itself included; at least 1.
   *
   * @param all the targets of a campaign
   */
  int sharing(String target, Collection<String> all);

  /** The devices of a target. */
  TargetDevices devices(String target);
}
