package dev.meterfarm.protocol.link;

/** How a coordinator took a result. */
public enum ResultReply {
  /** Stored for good. */
  ACCEPTED,
  /** The same result is already stored. */
  REPEATED,
  /** The lease had been granted to somebody else; kept apart, never used. */
  FENCED
}
