package dev.meterfarm.agent.driver;

/**
 * Where the devices of one driver come from, as long as it is open. Safe for use from many threads.
 */
public interface DeviceSource extends AutoCloseable {
  /** Stops searching and closes all devices that it opened; the listener is told nothing more. */
  @Override
  void close();
}
