package dev.meterfarm.coordinator.store;

import dev.meterfarm.protocol.job.JobId;

/** A job in the ledger, as short as possible. */
public record PlannedJob(JobId id, String key, String target, JobState state) {}
