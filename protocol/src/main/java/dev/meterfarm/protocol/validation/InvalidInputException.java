package dev.meterfarm.protocol.validation;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.util.List;
import java.util.stream.Collectors;

/** An input was refused; carries every problem found in it. */
public final class InvalidInputException extends FarmException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidInputException(ErrorCode code, String subject, List<Problem> problems) {
    super(
        code,
        subject
            + " has "
            + problems.size()
            + (problems.size() == 1 ? " problem:" : " problems:")
            + problems.stream().map(p -> "\n  - " + p).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
