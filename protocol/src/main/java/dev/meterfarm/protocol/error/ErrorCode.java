package dev.meterfarm.protocol.error;

/** Every kind of failure that crosses a module border, with its {@link ErrorType}. */
public enum ErrorCode {
  INVALID_REQUEST(ErrorType.USER),
  INVALID_CONFIGURATION(ErrorType.USER),
  MODEL_UNREADABLE(ErrorType.USER),
  MODEL_UNSUPPORTED(ErrorType.USER),
  BUNDLE_UNREADABLE(ErrorType.USER),
  BUDGET_TOO_SMALL(ErrorType.USER),
  TARGET_UNKNOWN(ErrorType.USER),
  /** There is no such thing, or no such route. */
  NOT_FOUND(ErrorType.USER),
  /** The thing is not in a state in which that can be done to it. */
  CONFLICT(ErrorType.USER),
  TOO_LARGE(ErrorType.USER),
  /** The other side speaks a version of the protocol that this one does not. */
  PROTOCOL_UNSUPPORTED(ErrorType.USER),
  /** No token, or one that is unknown, revoked or expired. */
  NOT_AUTHENTICATED(ErrorType.USER),
  /** The coordinator does not know the agent's session, as after a restart. */
  SESSION_UNKNOWN(ErrorType.USER),
  /** The token is good, but not for this. */
  NOT_ALLOWED(ErrorType.USER),
  RUN_CRASHED(ErrorType.DEVICE),
  RUN_TIMED_OUT(ErrorType.DEVICE),
  DEVICE_LOST(ErrorType.DEVICE),
  RUNTIME_MISSING(ErrorType.ENVIRONMENT),
  DEVICE_UNFIT(ErrorType.ENVIRONMENT),
  STORAGE_FAILED(ErrorType.ENVIRONMENT),
  LINK_FAILED(ErrorType.ENVIRONMENT),
  /** Another coordinator plans now. */
  LEADERSHIP_LOST(ErrorType.ENVIRONMENT),
  /** The coordinator is starting, stopping or overloaded. */
  UNAVAILABLE(ErrorType.ENVIRONMENT),
  TOO_MANY_REQUESTS(ErrorType.ENVIRONMENT),
  CANCELLED(ErrorType.ENVIRONMENT),
  INTERNAL(ErrorType.INTERNAL);

  private final ErrorType type;

  ErrorCode(ErrorType type) {
    this.type = type;
  }

  public ErrorType type() {
    return type;
  }
}
