package dev.meterfarm.protocol.wire;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.validation.InvalidInputException;
import dev.meterfarm.protocol.validation.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a coordinator answers when it refuses or fails. Codes are texts, so that an older reader
 * survives a code that it does not know: the type then says what to do.
 *
 * @param code name of an {@link ErrorCode}
 * @param type name of an {@link ErrorType}
 * @param message what failed, on what, and what to do about it
 * @param problems every single problem of an input; mostly empty
 */
public record ErrorBody(String code, String type, String message, List<Problem> problems) {
  public ErrorBody {
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  /** The body for a failure. */
  public static ErrorBody of(FarmException failure) {
    return new ErrorBody(
        failure.code().name(),
        failure.type().name(),
        failure.getMessage(),
        failure instanceof InvalidInputException invalid ? invalid.problems() : List.of());
  }

  /** The failure that this body tells of. */
  public FarmException toException() {
    return new FarmException(errorCode(), message == null ? "no reason given" : message);
  }

  private ErrorCode errorCode() {
    return find(ErrorCode.values(), code).orElseGet(() -> generic(find(ErrorType.values(), type)));
  }

  private static <E extends Enum<E>> Optional<E> find(E[] values, String name) {
    for (E value : values) {
      if (value.name().equals(name)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** What stands for all codes of a type. */
  private static ErrorCode generic(Optional<ErrorType> type) {
    if (type.isEmpty()) {
      return ErrorCode.INTERNAL;
    }
    return switch (type.get()) {
      case USER -> ErrorCode.INVALID_REQUEST;
      case DEVICE -> ErrorCode.DEVICE_LOST;
      case ENVIRONMENT -> ErrorCode.UNAVAILABLE;
      case INTERNAL -> ErrorCode.INTERNAL;
    };
  }
}
