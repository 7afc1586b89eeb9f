package dev.meterfarm.protocol.lease;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;

/**
 * A granted job.
 *
 * @param job the job's identity in the ledger
 * @param spec what to do
 * @param device where it is to run, and nowhere else
 * @param epoch fencing token, raised by every grant of the job
 * @param attempt which attempt, from 1
 * @param remaining how long the lease is valid, counted from before it was asked for
 */
public record Lease(
    JobId job, JobSpec spec, DeviceId device, long epoch, int attempt, Duration remaining) {}
