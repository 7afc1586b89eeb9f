package dev.meterfarm.benchmarks.farm;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.meterfarm.benchmarks.Durations;
import dev.meterfarm.benchmarks.GoalTable;
import dev.meterfarm.coordinator.http.RequestWatcher;
import dev.meterfarm.coordinator.store.StorageWatcher;
import dev.meterfarm.protocol.link.LinkMessages;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Where the time of a lease goes, so that one can tell who makes it long. Thread-safe. */
final class Stages implements StorageWatcher, RequestWatcher {
  private static final String LEASES = LinkMessages.PATH + "leases";
  private static final double NANOS = 1e9;
  private static final long NANOS_PER_MILLISECOND = 1_000_000;
  private static final double MOST = 0.99;

  private final Durations leases = new Durations();
  private final Durations reads = new Durations();
  private final Durations writes = new Durations();
  private final Durations pauses = new Durations();

  /** Begins to listen to the collector, until the process ends. */
  Stages() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((event, nothing) -> collected(event), null, null);
    }
  }

  private void collected(Notification event) {
    if (event.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      CompositeData data = (CompositeData) event.getUserData();
      long millis = GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration();
      pauses.add(millis * NANOS_PER_MILLISECOND);
    }
  }

  @Override
  public void ended(Operation operation, Duration took, boolean failed) {
    (operation == Operation.WRITE ? writes : reads).add(took.toNanos());
  }

  @Override
  public void answered(String route, int status, double seconds) {
    if (route.equals(LEASES)) {
      leases.add((long) (seconds * NANOS));
    }
  }

  /** What comes from now on belongs to another part of the benchmark. */
  void clear() {
    leases.clear();
    reads.clear();
    writes.clear();
    pauses.clear();
  }

  /** Tells of each stage since then. */
  void tell(GoalTable table) {
    table.tell("  of it at the coordinator, p99", leases.millis(MOST), "ms");
    table.tell("  a write to the ledger, median", writes.millis(0.5), "ms");
    table.tell("  a write to the ledger, p99", writes.millis(MOST), "ms");
    table.tell("  a write to the ledger, longest", writes.longestMillis(), "ms");
    table.tell("  a look at the ledger, longest", reads.longestMillis(), "ms");
    table.tell("  pause of the collector, longest", pauses.longestMillis(), "ms");
  }
}
