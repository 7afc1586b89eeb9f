package dev.meterfarm.agent.command;

import dev.meterfarm.protocol.wire.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations with units. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return DurationText.parse(value)
        .orElseThrow(
            () -> new TypeConversionException("'" + value + "' must be " + DurationText.RULE));
  }
}
