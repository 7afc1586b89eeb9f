package dev.meterfarm.protocol.error;

import java.util.Objects;

/**
 * The root of our failures: a code, whose type decides retries, and a message that says what
 * failed, on what, and what to do about it.
 */
public class FarmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public FarmException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public FarmException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }

  public ErrorType type() {
    return code.type();
  }
}
