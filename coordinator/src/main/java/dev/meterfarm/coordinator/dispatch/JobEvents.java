package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.measurement.JobResult;
import java.util.function.Supplier;

/** What the hand-out tells those who wait for jobs. Best effort: the ledger is asked as well. */
interface JobEvents {
  void accepted(String agent, JobResult result);

  void failed(JobFailure failure);

  /** Results can't be stored any more. */
  void storageFailed(FarmException problem);

  /** Runs a transaction; tells at once if the ledger cannot be written any more. */
  default <T> T storing(Supplier<T> transaction) {
    try {
      return transaction.get();
    } catch (FarmException e) {
      if (e.code() == ErrorCode.STORAGE_FAILED) {
        storageFailed(e);
      }
      throw e;
    }
  }

  /** One after the other. */
  static JobEvents toAll(JobEvents... listeners) {
    return new JobEvents() {
      @Override
      public void accepted(String agent, JobResult result) {
        for (JobEvents listener : listeners) {
          listener.accepted(agent, result);
        }
      }

      @Override
      public void failed(JobFailure failure) {
        for (JobEvents listener : listeners) {
          listener.failed(failure);
        }
      }

      @Override
      public void storageFailed(FarmException problem) {
        for (JobEvents listener : listeners) {
          listener.storageFailed(problem);
        }
      }
    };
  }
}
