package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobId;

/**
 * An attempt that ended without a result, and what that did to its job.
 *
 * @param job the job
 * @param target where it was to run
 * @param state the job's state since then
 * @param agent who held it
 * @param device where it was to run
 * @param code what happened
 * @param message the evidence, for people
 * @param attempts how often the job was granted so far
 */
public record JobFailure(
    JobId job,
    String target,
    JobState state,
    String agent,
    DeviceId device,
    ErrorCode code,
    String message,
    int attempts) {}
