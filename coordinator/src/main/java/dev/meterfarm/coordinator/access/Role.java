package dev.meterfarm.coordinator.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token is good for. */
public enum Role {
  /** Leases jobs and hands in results; nothing else. */
  AGENT,
  /** Reads everything but tokens. */
  VIEWER,
  /** Also changes campaigns, jobs, agents and devices. */
  OPERATOR,
  /** Also makes and revokes tokens, and reads the audit log. */
  ADMIN;

  /** The role in commands and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a word. */
  public static Optional<Role> find(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** True if somebody with this role may do what {@code needed} may do. */
  public boolean covers(Role needed) {
    return (needed == AGENT || this == AGENT) ? this == needed : compareTo(needed) >= 0;
  }
}
