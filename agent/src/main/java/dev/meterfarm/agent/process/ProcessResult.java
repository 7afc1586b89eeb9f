package dev.meterfarm.agent.process;

import java.time.Duration;
import java.util.Objects;

/** What became of an external program. */
public sealed interface ProcessResult {
  /**
   * It ended by itself.
   *
   * @param code its exit code; 128 + n if signal n of somebody else ended it
   */
  record Exited(int code, ProcessOutput output, Duration elapsed) implements ProcessResult {
    public Exited {
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(elapsed, "elapsed");
    }

    /** True if it ended with 0. */
    public boolean isSuccess() {
      return code == 0;
    }
  }

  /** We killed it, with everything that it had started, because its deadline passed. */
  record Killed(ProcessOutput output, Duration elapsed) implements ProcessResult {
    public Killed {
      Objects.requireNonNull(output, "output");
      Objects.requireNonNull(elapsed, "elapsed");
    }
  }

  /**
   * It never ran.
   *
   * @param reason what the system said, such as "No such file or directory"
   */
  record NotStarted(String reason) implements ProcessResult {
    public NotStarted {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
