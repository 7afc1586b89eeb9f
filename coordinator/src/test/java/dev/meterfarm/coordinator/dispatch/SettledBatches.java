package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Batches of jobs without a ledger or an agent. */
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

  /** A batch of one job that ends when it is taken back, and not before. */
  public static JobBatch endless(JobSpec spec) {
    JobId job = new JobId(1);
    return new JobBatch(
        Map.of(job, spec),
        outcome -> {},
        taken ->
            taken.settle(job, new JobOutcome.Failed(spec, ErrorCode.CANCELLED, "taken back", 0)));
  }
}
