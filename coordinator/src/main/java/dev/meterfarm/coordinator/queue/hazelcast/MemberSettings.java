package dev.meterfarm.coordinator.queue.hazelcast;

import java.util.List;

/**
 * Where a coordinator's member of the queue listens, and whom it joins.
 *
 * @param cluster a name that the members have in common; no secret
 * @param address an address of this machine or the name of a network interface. Members neither
 *     encrypt nor authenticate, so it must be loopback or belong to a private network
 * @param port the same port after every start, so that the others find it
 * @param members the members as {@code host:port}, this one too; empty if it is the only one, which
 *     then picks a port
 * @param trustsNetwork accepts an address outside private networks, where something else keeps
 *     strangers away
 */
public record MemberSettings(
    String cluster, String address, int port, List<String> members, boolean trustsNetwork) {
  public MemberSettings {
    members = List.copyOf(members);
    if (!members.isEmpty() && (port < 1 || port > 65_535)) {
      throw new IllegalArgumentException("port must be between 1 and 65535, but is " + port);
    }
  }

  /** The only one, on loopback. */
  public static MemberSettings alone() {
    return new MemberSettings("", "127.0.0.1", 0, List.of(), false);
  }

  boolean isAlone() {
    return members.isEmpty();
  }
}
