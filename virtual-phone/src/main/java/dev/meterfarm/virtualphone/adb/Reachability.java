package dev.meterfarm.virtualphone.adb;

/** How a device answers on its port. */
public enum Reachability {
  /** As it should. */
  ONLINE,
  /** Asks for a signature and is never content with it; the server says {@code unauthorized}. */
  UNAUTHORIZED,
  /** Takes the connection and says nothing; the server says {@code offline}. */
  SILENT,
  /** Says that it is a device, and then answers no request. */
  MUTE,
  /** Closes every connection at once, as if there were no cable. */
  UNPLUGGED
}
