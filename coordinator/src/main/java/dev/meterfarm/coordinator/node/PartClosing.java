package dev.meterfarm.coordinator.node;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes one part after the other, whatever the one before did. */
final class PartClosing {
  private static final Logger log = LoggerFactory.getLogger(PartClosing.class);

  private PartClosing() {}

  static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("a part did not stop cleanly: {}", e.toString());
    }
  }
}
