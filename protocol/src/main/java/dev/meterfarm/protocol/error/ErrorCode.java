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
  RUN_CRASHED(ErrorType.DEVICE),
  RUN_TIMED_OUT(ErrorType.DEVICE),
  DEVICE_LOST(ErrorType.DEVICE),
  RUNTIME_MISSING(ErrorType.ENVIRONMENT),
  DEVICE_UNFIT(ErrorType.ENVIRONMENT),
  STORAGE_FAILED(ErrorType.ENVIRONMENT),
  LINK_FAILED(ErrorType.ENVIRONMENT),
  LEADERSHIP_LOST(ErrorType.ENVIRONMENT),
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
