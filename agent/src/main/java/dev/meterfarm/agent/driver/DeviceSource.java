package dev.meterfarm.agent.driver;

import java.util.List;

/**
 * Where the devices of one driver come from, as long as it is open. Safe for use from many threads.
 */
public interface DeviceSource extends AutoCloseable {
  /** Everything that the driver sees, also what cannot be used. */
  List<DeviceSighting> sightings();

  /** Stops searching and closes all devices that it opened; the listener is told nothing more. */
  @Override
  void close();
}
