package dev.meterfarm.coordinator.access;

/** How a token may be used. */
public enum TokenKind {
  /** Can be exchanged for an agent's credential, once. */
  REGISTRATION("mfr"),
  /** Authenticates every call. */
  CREDENTIAL("mfc");

  private final String prefix;

  TokenKind(String prefix) {
    this.prefix = prefix;
  }

  String prefix() {
    return prefix;
  }
}
