package dev.meterfarm.agent.command;

import dev.meterfarm.protocol.error.ErrorCode;

/** What {@code bin/agent} tells scripts. */
enum ExitCode {
  /** Everything asked for was done. */
  OK(0),
  /** A mistake of ours. */
  INTERNAL(1),
  /** Unknown command or flag. */
  USAGE(2),
  /** A profile or an argument is not as it should be. */
  INVALID_INPUT(3),
  /** Some of the models, or all, could not be measured. */
  PARTIAL(4),
  /** Native runtime, device or storage is not usable. */
  ENVIRONMENT(5),
  /** The coordinator does not accept the token, or not for this. */
  ACCESS_DENIED(7),
  /** Stopped by a person. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(ErrorCode code) {
    if (code == ErrorCode.CANCELLED) {
      return INTERRUPTED;
    }
    if (code == ErrorCode.NOT_AUTHENTICATED || code == ErrorCode.NOT_ALLOWED) {
      return ACCESS_DENIED;
    }
    return switch (code.type()) {
      case USER -> INVALID_INPUT;
      case DEVICE, ENVIRONMENT -> ENVIRONMENT;
      case INTERNAL -> INTERNAL;
    };
  }
}
