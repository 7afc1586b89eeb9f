package dev.meterfarm.agent.metrics;

import dev.meterfarm.agent.run.ResultSpool;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.List;

/** Counts results as they are measured; each comes by here once. */
public final class WatchedSpool implements ResultSpool {
  private final ResultSpool spool;
  private final FarmMeters meters;

  public WatchedSpool(ResultSpool spool, FarmMeters meters) {
    this.spool = spool;
    this.meters = meters;
  }

  @Override
  public Entry keep(JobResult result) {
    meters.count(FarmMetric.AGENT_JOBS_TOTAL, "measured");
    meters.add(
        FarmMetric.AGENT_DEVICE_BUSY_SECONDS_TOTAL,
        result.elapsed().toNanos() / 1e9,
        result.device().value());
    return spool.keep(result);
  }

  @Override
  public void drop(Entry entry) {
    spool.drop(entry);
  }

  @Override
  public void putAside(Entry entry, String reason) {
    spool.putAside(entry, reason);
  }

  @Override
  public List<Entry> takeLeftovers() {
    return spool.takeLeftovers();
  }

  @Override
  public boolean isFull() {
    return spool.isFull();
  }
}
