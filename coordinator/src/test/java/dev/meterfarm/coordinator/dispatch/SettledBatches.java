package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batches whose jobs have come to their ends, without a ledger or an agent. */
public final class SettledBatches {
  private SettledBatches() {}

  /** A batch of jobs that are done. */
  public static JobBatch of(List<JobOutcome.Done> done) {
    Map<JobId, JobSpec> jobs = new LinkedHashMap<>();
    done.forEach(of -> jobs.put(of.result().job(), of.spec()));
    JobBatch batch = new JobBatch(jobs, outcome -> {}, taken -> {});
    done.forEach(of -> batch.settle(of.result().job(), of));
    return batch;
  }
}
