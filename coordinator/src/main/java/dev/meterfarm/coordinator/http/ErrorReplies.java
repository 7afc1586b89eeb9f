package dev.meterfarm.coordinator.http;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.wire.ErrorBody;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as replies: the type decides the class of status, and no trace leaves the process. */
final class ErrorReplies {
  private static final Logger log = LoggerFactory.getLogger(ErrorReplies.class);

  private ErrorReplies() {}

  static Reply of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof FarmException known && known.type() != ErrorType.INTERNAL) {
      return Reply.json(status(known.code()), ErrorBody.of(known));
    }
    String reference = UUID.randomUUID().toString();
    log.error("a request failed; reference {}", reference, cause);
    return Reply.json(
        500,
        ErrorBody.of(
            new FarmException(
                ErrorCode.INTERNAL,
                "the coordinator made a mistake; its log tells more under " + reference)));
  }

  static int status(ErrorCode code) {
    return switch (code) {
      case NOT_AUTHENTICATED -> 401;
      case NOT_ALLOWED -> 403;
      case NOT_FOUND, TARGET_UNKNOWN -> 404;
      case CONFLICT, SESSION_UNKNOWN -> 409;
      case TOO_LARGE -> 413;
      case TOO_MANY_REQUESTS -> 429;
      case INVALID_REQUEST,
          INVALID_CONFIGURATION,
          MODEL_UNREADABLE,
          MODEL_UNSUPPORTED,
          BUNDLE_UNREADABLE,
          BUDGET_TOO_SMALL,
          PROTOCOL_UNSUPPORTED ->
          400;
      case RUN_CRASHED,
          RUN_TIMED_OUT,
          DEVICE_LOST,
          RUNTIME_MISSING,
          DEVICE_UNFIT,
          STORAGE_FAILED,
          LINK_FAILED,
          LEADERSHIP_LOST,
          UNAVAILABLE,
          CANCELLED ->
          503;
      case INTERNAL -> 500;
    };
  }
}
