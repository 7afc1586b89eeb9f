package dev.meterfarm.coordinator.service;

import dev.meterfarm.coordinator.dispatch.Presence;
import dev.meterfarm.protocol.device.TargetDescription;
import java.util.Collection;
import java.util.Optional;

/** What announced agents serve. */
public final class PresentTargets implements TargetSupply {
  private final Presence presence;

  public PresentTargets(Presence presence) {
    this.presence = presence;
  }

  @Override
  public Optional<TargetDescription> find(String target) {
    return presence.target(target);
  }

  @Override
  public int sharing(String target, Collection<String> all) {
    return (int) all.stream().filter(name -> presence.target(name).isPresent()).count();
  }
}
