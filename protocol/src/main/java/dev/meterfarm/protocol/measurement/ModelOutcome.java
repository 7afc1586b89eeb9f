package dev.meterfarm.protocol.measurement;

import dev.meterfarm.protocol.error.ErrorCode;
import java.util.List;
import java.util.Objects;

/** What became of one model of a job. */
public sealed interface ModelOutcome {
  /** Hash of the recipe. */
  String modelHash();

  /**
   * The model ran.
   *
   * @param modelHash hash of the recipe
   * @param labelNanos the label of the job's visit: the smallest of {@code roundNanos}
   * @param roundNanos the driver's label statistic of each round, in the order of the rounds
   * @param pooled statistics of all timed runs of all rounds
   * @param executed the runtime's op profile; empty where none was asked for or none can be had
   */
  record Measured(
      String modelHash,
      double labelNanos,
      List<Double> roundNanos,
      SampleStatistics pooled,
      List<ExecutedOp> executed)
      implements ModelOutcome {
    public Measured {
      Objects.requireNonNull(modelHash, "modelHash");
      Objects.requireNonNull(pooled, "pooled");
      roundNanos = List.copyOf(roundNanos);
      executed = List.copyOf(executed);
    }
  }

  /** The model did not run; its neighbours in the job may have. */
  record Failed(String modelHash, ErrorCode code, String message) implements ModelOutcome {
    public Failed {
      Objects.requireNonNull(modelHash, "modelHash");
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }
}
