package dev.meterfarm.agent.benchmarkmodel;

import java.util.Objects;

/** What the tool printed holds no measurement that may be used. */
public final class UnusableOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Kind {
    /** The text ends before the measurement, or none was made. */
    NO_MEASUREMENT,
    /** A line that matters is not as any known version prints it. */
    MALFORMED,
    /** The tool ignored flags, so it measured something else than it was asked to. */
    FLAGS_IGNORED,
    /** The tool measured on something else than it was asked to. */
    FELL_BACK,
    /** The file is not a model that this build can read. */
    MODEL_UNREADABLE,
    /** The model holds something that this runtime or this delegate cannot run. */
    MODEL_UNSUPPORTED,
    /** The tool cannot be started: missing, not executable, or for another processor. */
    TOOL_UNUSABLE,
    /** The tool or the runtime failed in another way. */
    FAILED
  }

  private final Kind kind;

  UnusableOutputException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
