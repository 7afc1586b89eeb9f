package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.status.StatusSection;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/**
 * The room that is left where the ledger is. A disk may hang, as one over a network does when that
 * is cut, so it is asked in the background.
 */
public final class DiskWatch implements StatusSection {
  private final File folder;
  private volatile double freeBytes = Double.NaN;

  /**
   * Begins to watch.
   *
   * @param data the folder with the ledger
   */
  public DiskWatch(Path data, FarmMeters meters) {
    folder = data.toFile();
    meters.read(sink -> sink.put(FarmMetric.STORAGE_FREE_BYTES, freeBytes));
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Map<String, Object> read() {
    if (folder.getTotalSpace() == 0) { // what some file systems say that do not tell
      return Map.of();
    }
    long free = folder.getUsableSpace();
    freeBytes = (double) free;
    return Map.of("freeBytes", free);
  }
}
