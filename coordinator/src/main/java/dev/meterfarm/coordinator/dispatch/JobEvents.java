package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.measurement.JobResult;

/** What the hand-out tells those who wait for jobs. Best effort: the ledger is asked as well. */
interface JobEvents {
  void accepted(JobResult result);

  void failed(JobFailure failure);

  /** Results can't be stored any more. */
  void storageFailed(FarmException problem);
}
