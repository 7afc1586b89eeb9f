package dev.meterfarm.coordinator.status;

import java.util.Map;

/** One part of the status. Read on a thread of its own, again and again; it may hang. */
public interface StatusSection {
  /** Its name in the status, such as {@code jobs}. */
  String name();

  /** The values now; numbers, texts, lists and maps. */
  Map<String, Object> read();
}
