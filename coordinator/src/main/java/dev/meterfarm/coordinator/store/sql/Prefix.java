package dev.meterfarm.coordinator.store.sql;

/** Bounds of the ASCII texts that start with a prefix, so that an index answers. */
final class Prefix {
  private Prefix() {}

  /** The smallest text that is larger than every ASCII text with this prefix. */
  static String end(String prefix) {
    return prefix + '\u007f';
  }
}
