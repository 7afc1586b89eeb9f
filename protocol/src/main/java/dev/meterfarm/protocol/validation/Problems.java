package dev.meterfarm.protocol.validation;

import dev.meterfarm.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Gathers problems; {@link #throwIfAny} reports all of them at once. For one thread. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem. */
  public void add(String where, Object value, String rule, String remedy) {
    found.add(new Problem(where, value == null ? "" : String.valueOf(value), rule, remedy));
  }

  /** Adds a problem unless {@code holds}. */
  public void require(boolean holds, String where, Object value, String rule, String remedy) {
    if (!holds) {
      add(where, value, rule, remedy);
    }
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the check.
   *
   * @throws InvalidInputException with all problems, if there are any
   */
  public void throwIfAny(String subject) {
    if (!found.isEmpty()) {
      throw new InvalidInputException(ErrorCode.INVALID_CONFIGURATION, subject, found);
    }
  }
}
