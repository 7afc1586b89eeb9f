package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.Lane;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;

/**
 * What the hand-out knows of a job without looking it up.
 *
 * @param referenceRun whether a device is to prove itself by it
 */
record Ticket(JobId id, Lane lane, boolean referenceRun) {
  static Ticket of(PlannedJob job) {
    return new Ticket(job.id(), job.lane(), job.kind() == JobKind.REFERENCE);
  }
}
