package dev.meterfarm.protocol.measurement;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Everything that came back from one attempt at a job.
 *
 * @param job the job
 * @param epoch fencing token of the lease under which it ran
 * @param attempt which attempt, from 1
 * @param device where it ran
 * @param started wall-clock time at which it started
 * @param elapsed how long the device was busy with it
 * @param outcomes one for each model of the job
 * @param references visits to the reference models around and between the job's rounds
 * @param environment readings such as clock frequency, temperature, load; sorted by name
 */
public record JobResult(
    JobId job,
    long epoch,
    int attempt,
    DeviceId device,
    Instant started,
    Duration elapsed,
    List<ModelOutcome> outcomes,
    List<ReferenceReading> references,
    Map<String, String> environment) {
  public JobResult {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(elapsed, "elapsed");
    outcomes = List.copyOf(outcomes);
    references = List.copyOf(references);
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }
}
