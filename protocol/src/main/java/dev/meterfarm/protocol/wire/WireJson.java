package dev.meterfarm.protocol.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.validation.InvalidInputException;
import dev.meterfarm.protocol.validation.Problem;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * JSON as it crosses the wire: records by the names of their components, durations and times in ISO
 * 8601, ids as bare values. Unknown fields are ignored, so a newer sender may add some; a component
 * that is missing is null or absent, and the record's constructor decides whether it bears that.
 * Thread-safe.
 */
public final class WireJson {
  private static final int DEEPEST_NESTING = 100;
  private static final int LONGEST_NUMBER = 100;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST_NESTING)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addMixIn(JobId.class, JobIdForm.class)
          .addMixIn(DeviceId.class, DeviceIdForm.class)
          .addModule(deviceIdKeys())
          .addMixIn(ModelOutcome.class, ModelOutcomeForm.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  private WireJson() {}

  /** Device ids as the keys of objects. */
  private static SimpleModule deviceIdKeys() {
    return new SimpleModule()
        .addKeyDeserializer(
            DeviceId.class,
            new KeyDeserializer() {
              @Override
              public Object deserializeKey(String key, DeserializationContext context) {
                return new DeviceId(key);
              }
            });
  }

  /** The JSON of a value. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new FarmException(
          ErrorCode.INTERNAL, "a " + value.getClass().getSimpleName() + " cannot be sent", e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws InvalidInputException with INVALID_REQUEST and the place, if it is not as it should be
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw invalid(type, "$", "must not be null");
      }
      return value;
    } catch (JsonMappingException e) {
      throw invalid(type, place(e.getPath()), reason(e));
    } catch (JsonProcessingException e) {
      throw invalid(type, at(e), "is not JSON: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new FarmException(ErrorCode.INTERNAL, "bytes in memory cannot be read", e);
    }
  }

  private static InvalidInputException invalid(Class<?> type, String where, String rule) {
    return new InvalidInputException(
        ErrorCode.INVALID_REQUEST,
        "the " + type.getSimpleName(),
        List.of(new Problem(where, "", rule, "see docs/protocol.md")));
  }

  /** Of what a record's constructor found, its own words; of what Jackson found, the first line. */
  private static String reason(JsonMappingException problem) {
    Throwable cause = problem.getCause();
    if (cause instanceof NullPointerException) {
      return cause.getMessage() == null ? "lacks a field" : "lacks '" + cause.getMessage() + "'";
    }
    return cause instanceof IllegalArgumentException
        ? firstLine(cause.getMessage())
        : firstLine(problem.getOriginalMessage());
  }

  private static String place(List<Reference> path) {
    return "$"
        + path.stream()
            .map(
                of ->
                    of.getFieldName() == null ? "[" + of.getIndex() + "]" : "." + of.getFieldName())
            .collect(Collectors.joining());
  }

  private static String at(JsonProcessingException problem) {
    return problem.getLocation() == null
        ? "$"
        : "line "
            + problem.getLocation().getLineNr()
            + " column "
            + problem.getLocation().getColumnNr();
  }

  /** Without the names of our classes and those of others: whoever reads it knows none of them. */
  private static String firstLine(String text) {
    return text == null
        ? "is not as it should be"
        : text.lines()
            .findFirst()
            .orElse("")
            .replaceAll("\\((?:[a-z]\\w*\\.)+[A-Z]\\w*\\) ", "")
            .replaceAll("Failed to deserialize [\\w.]+: ", "")
            .replaceAll("`(?:[a-z]\\w*\\.)+([\\w$]+)`", "$1");
  }

  /** A job id is its number. */
  private abstract static class JobIdForm {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    JobIdForm(long unused) {}

    @JsonValue
    abstract long value();
  }

  /** A device id is its text. */
  private abstract static class DeviceIdForm {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    DeviceIdForm(String unused) {}

    @JsonValue
    abstract String value();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ModelOutcome.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = ModelOutcome.Failed.class, name = "failed")
  })
  private interface ModelOutcomeForm {}
}
