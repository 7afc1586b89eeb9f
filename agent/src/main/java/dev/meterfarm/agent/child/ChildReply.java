package dev.meterfarm.agent.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * What the child says: one JSON object a line, on its standard output. A reply that could not have
 * been measured, such as a time of 0, cannot be made.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ChildReply.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = ChildReply.Broken.class, name = "broken"),
  @JsonSubTypes.Type(value = ChildReply.At.class, name = "at"),
  @JsonSubTypes.Type(value = ChildReply.Done.class, name = "done")
})
public sealed interface ChildReply {

  /**
   * The runtime is loaded and warm.
   *
   * @param runtimeVersion what the runtime calls itself
   * @param pinned whether the measuring thread is confined to the CPUs it was given
   * @param cpus the CPUs on which the measuring thread may run
   * @param invocationNanos median time of running the warm-up model: the cost of an invocation
   * @param facts what else tells this runtime from others, such as the name of a GPU
   */
  record Ready(
      String runtimeVersion,
      boolean pinned,
      String cpus,
      double invocationNanos,
      Map<String, String> facts)
      implements ChildReply {
    public Ready {
      Objects.requireNonNull(runtimeVersion, "runtimeVersion");
      Objects.requireNonNull(cpus, "cpus");
      require(isTime(invocationNanos), "invocationNanos is no time");
      facts = Map.copyOf(facts);
    }
  }

  /** The child cannot work here at all; the message holds what to do about it. */
  record Broken(ErrorCode code, String message) implements ChildReply {
    public Broken {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * Sent before anything that native code could crash in.
   *
   * @param model index into the models of the run; -1 for the reference models
   */
  record At(int model, String step) implements ChildReply {
    public At {
      require(model >= -1, "model is no index");
      Objects.requireNonNull(step, "step");
    }
  }

  /**
   * A run is over.
   *
   * @param outcomes one for each model of the run
   */
  record Done(
      List<Outcome> outcomes, List<ReferenceReading> references, Map<String, String> environment)
      implements ChildReply {
    public Done {
      outcomes = List.copyOf(outcomes);
      references = List.copyOf(references);
      environment = Map.copyOf(environment);
      for (ReferenceReading reading : references) {
        Objects.requireNonNull(reading.model(), "model of a reference reading");
        require(isTime(reading.nanos()) && reading.atMillis() >= 0, "a reference reads no time");
      }
    }
  }

  /**
   * What became of one model.
   *
   * @param code null where it was measured
   */
  record Outcome(
      ErrorCode code,
      String message,
      List<Double> roundNanos,
      SampleStatistics pooled,
      List<ExecutedOp> executed) {
    public Outcome {
      roundNanos = List.copyOf(roundNanos);
      executed = List.copyOf(executed);
      if (code == null) {
        require(!roundNanos.isEmpty(), "it was measured in no round");
        require(roundNanos.stream().allMatch(ChildReply::isTime), "a round took no time");
        requireMeasured(pooled);
        for (ExecutedOp op : executed) {
          Objects.requireNonNull(op.name(), "name of an op");
          require(op.nanos() >= 0, "an op took less than no time");
        }
      } else {
        Objects.requireNonNull(message, "message");
      }
    }

    /** The outcome of a model that could not be measured. */
    public static Outcome failed(ErrorCode code, String message) {
      return new Outcome(code, message, List.of(), null, List.of());
    }
  }

  private static void requireMeasured(SampleStatistics of) {
    Objects.requireNonNull(of, "pooled");
    require(of.runs() >= 1, "it was measured in no run");
    require(
        DoubleStream.of(
                of.minNanos(),
                of.p5Nanos(),
                of.p25Nanos(),
                of.medianNanos(),
                of.p95Nanos(),
                of.meanNanos())
            .allMatch(ChildReply::isTime),
        "a statistic is no time");
    double deviation = of.standardDeviationNanos();
    require(deviation >= 0 && Double.isFinite(deviation), "a deviation is no time");
  }

  private static boolean isTime(double nanos) {
    return nanos > 0 && Double.isFinite(nanos);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
