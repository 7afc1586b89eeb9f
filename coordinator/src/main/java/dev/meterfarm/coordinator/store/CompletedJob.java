package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.Map;

/**
 * A done job with its accepted result.
 *
 * @param id the job
 * @param spec what was asked for
 * @param result what came back; its outcomes are in the order of {@code spec.models()}
 * @param suspects why an outcome is not to be trusted, by the model's index; mostly empty
 */
public record CompletedJob(
    JobId id, JobSpec spec, JobResult result, Map<Integer, String> suspects) {
  public CompletedJob {
    suspects = Map.copyOf(suspects);
  }
}
