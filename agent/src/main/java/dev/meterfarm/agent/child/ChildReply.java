package dev.meterfarm.agent.child;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import java.util.List;
import java.util.Map;

/** What the child says: one JSON object a line, on its standard output. */
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
      facts = Map.copyOf(facts);
    }
  }

  /** The child cannot work here at all; the message holds what to do about it. */
  record Broken(ErrorCode code, String message) implements ChildReply {}

  /**
   * Sent before anything that native code could crash in.
   *
   * @param model index into the models of the run; -1 for the reference models
   */
  record At(int model, String step) implements ChildReply {}

  /** A run is over. */
  record Done(
      List<Outcome> outcomes, List<ReferenceReading> references, Map<String, String> environment)
      implements ChildReply {}

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
    /** The outcome of a model that could not be measured. */
    public static Outcome failed(ErrorCode code, String message) {
      return new Outcome(code, message, List.of(), null, List.of());
    }
  }
}
