package dev.meterfarm.virtualphone.adb;

import java.io.IOException;
import java.util.Optional;

/** What serves one stream, on a thread of its own; the stream is closed when it returns. */
@FunctionalInterface
public interface AdbService {
  /** Serves the stream until there is nothing more to do, or the peer has gone. */
  void serve(AdbStream stream) throws IOException, InterruptedException;

  /** Finds the service for a name such as {@code shell:ls}. */
  @FunctionalInterface
  interface Directory {
    /** The service; empty where this device has none under that name. */
    Optional<AdbService> find(String name);
  }
}
