package dev.meterfarm.coordinator.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest that is known of every section, and how old it is. */
public final class StatusBoard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusBoard.class);

  /** A section is fresh for this many refreshes. */
  private static final int FRESH_REFRESHES = 5;

  private final List<Watched> sections = new ArrayList<>();
  private final ScheduledExecutorService refreshing;
  private final Duration refresh;
  private final LongSupplier ticker;

  private final class Watched {
    final StatusSection section;
    private Map<String, Object> values = Map.of();
    private String problem = "not read yet";
    private long readNanos = ticker.getAsLong();

    Watched(StatusSection section) {
      this.section = section;
    }

    void refresh() {
      try {
        Map<String, Object> read = section.read();
        set(read, "");
      } catch (RuntimeException e) {
        log.debug("section {} of the status cannot be read", section.name(), e);
        fail(String.valueOf(e.getMessage()));
      }
    }

    private synchronized void set(Map<String, Object> read, String nothing) {
      values = Map.copyOf(read);
      problem = nothing;
      readNanos = ticker.getAsLong();
    }

    private synchronized void fail(String why) {
      problem = why;
    }

    synchronized boolean isFresh() {
      return problem.isEmpty()
          && ticker.getAsLong() - readNanos < FRESH_REFRESHES * refresh.toNanos();
    }

    synchronized Map<String, Object> snapshot() {
      Map<String, Object> told = new LinkedHashMap<>(values);
      told.put("ageMillis", (ticker.getAsLong() - readNanos) / 1_000_000);
      if (!problem.isEmpty()) {
        told.put("problem", problem);
      }
      return told;
    }
  }

  private StatusBoard(List<StatusSection> sections, Duration refresh, LongSupplier ticker) {
    this.refresh = refresh;
    this.ticker = ticker;
    sections.forEach(section -> this.sections.add(new Watched(section)));
    refreshing =
        Executors.newScheduledThreadPool(
            Math.max(1, sections.size()),
            task -> {
              Thread thread = new Thread(task, "status-refresh");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts reading the sections, each on a thread of its own. */
  public static StatusBoard start(
      List<StatusSection> sections, Duration refresh, LongSupplier ticker) {
    StatusBoard board = new StatusBoard(sections, refresh, ticker);
    for (Watched watched : board.sections) {
      var unused =
          board.refreshing.scheduleWithFixedDelay(
              watched::refresh, 0, refresh.toMillis(), TimeUnit.MILLISECONDS);
    }
    return board;
  }

  /** All sections by name; never waits for any of them. */
  public Map<String, Object> snapshot() {
    Map<String, Object> told = new LinkedHashMap<>();
    sections.forEach(watched -> told.put(watched.section.name(), watched.snapshot()));
    return told;
  }

  /** Names of the sections that have failed or not been read lately. */
  public List<String> stale() {
    return sections.stream()
        .filter(watched -> !watched.isFresh())
        .map(watched -> watched.section.name())
        .toList();
  }

  @Override
  public void close() {
    refreshing.shutdownNow();
  }
}
