package dev.meterfarm.agent.device;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.nio.file.Path;

/** One model of a job, ready to be run or refused. */
public sealed interface PreparedModel {
  /** Hash of the recipe. */
  String hash();

  /** Name of the model, for people. */
  String name();

  /** The model is a file that stays in place until the job is closed. */
  record OnDisk(String hash, String name, Path file) implements PreparedModel {}

  /** The model is a graph. */
  record InMemory(String hash, String name, Graph graph) implements PreparedModel {}

  /** The model could not be prepared; its neighbours may be. */
  record Refused(String hash, String name, ErrorCode code, String message)
      implements PreparedModel {
    /** The outcome to report. */
    public ModelOutcome outcome() {
      return new ModelOutcome.Failed(hash, code, message);
    }
  }
}
