package dev.meterfarm.cli;

import dev.meterfarm.coordinator.result.CampaignResult;
import dev.meterfarm.protocol.error.ErrorCode;

/** What the process says to scripts. */
enum ExitCode {
  /** Everything asked for was done. */
  OK(0),
  /** A mistake of ours. */
  INTERNAL(1),
  /** Unknown command or flag. */
  USAGE(2),
  /** A campaign file, profile, bundle or model is not as it should be. */
  INVALID_INPUT(3),
  /** Some of the models were handled, some were not. */
  PARTIAL(4),
  /** Storage, native runtime or device is not usable. */
  ENVIRONMENT(5),
  /** The budget is too small for any result. */
  BUDGET_TOO_SMALL(6),
  /** The coordinator does not accept the token, or not for this. */
  ACCESS_DENIED(7),
  /** All was done, but predictions are not as accurate as was required. */
  ACCURACY_MISSED(8),
  /** Stopped by a person; can be resumed. */
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** What a campaign that came to its end has to tell. */
  static ExitCode of(CampaignResult result) {
    if (result.targets().stream().allMatch(target -> target.bundle().isEmpty())) {
      return BUDGET_TOO_SMALL;
    }
    return result.targets().stream()
            .anyMatch(target -> target.partial() || target.bundle().isEmpty())
        ? PARTIAL
        : OK;
  }

  static ExitCode of(ErrorCode code) {
    return switch (code) {
      case BUDGET_TOO_SMALL -> BUDGET_TOO_SMALL;
      case CANCELLED -> INTERRUPTED;
      case INVALID_REQUEST,
          INVALID_CONFIGURATION,
          MODEL_UNREADABLE,
          MODEL_UNSUPPORTED,
          BUNDLE_UNREADABLE,
          TARGET_UNKNOWN,
          NOT_FOUND,
          CONFLICT,
          SESSION_UNKNOWN,
          TOO_LARGE,
          PROTOCOL_UNSUPPORTED ->
          INVALID_INPUT;
      case NOT_AUTHENTICATED, NOT_ALLOWED -> ACCESS_DENIED;
      case RUN_CRASHED,
          RUN_TIMED_OUT,
          DEVICE_LOST,
          RUNTIME_MISSING,
          DEVICE_UNFIT,
          STORAGE_FAILED,
          LINK_FAILED,
          LEADERSHIP_LOST,
          UNAVAILABLE,
          TOO_MANY_REQUESTS ->
          ENVIRONMENT;
      case INTERNAL -> INTERNAL;
    };
  }
}
