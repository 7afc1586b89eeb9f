package dev.meterfarm.agent.process;

import java.util.Objects;

/**
 * What a program said.
 *
 * @param out its standard output
 * @param err its standard error
 * @param isComplete false if something was left out of either in the middle, as the text says there
 */
public record ProcessOutput(String out, String err, boolean isComplete) {
  public ProcessOutput {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
  }
}
