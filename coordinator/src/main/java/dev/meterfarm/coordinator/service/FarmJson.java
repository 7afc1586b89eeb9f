package dev.meterfarm.coordinator.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON for operators and their programs: times and durations in ISO 8601, and what was not measured
 * is null, which is read as NaN and never as 0. Stateless, thread-safe.
 */
public final class FarmJson {
  private static final ObjectMapper MAPPER = mapper();

  private FarmJson() {}

  private static ObjectMapper mapper() {
    SimpleModule numbers = new SimpleModule();
    numbers.addSerializer(Double.class, new FiniteOrNull());
    numbers.addSerializer(double.class, new FiniteOrNull());
    numbers.addDeserializer(double.class, new NullAsNaN());
    numbers.addDeserializer(Double.class, new NullAsNaN());
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .addModule(new Jdk8Module())
        .addModule(numbers)
        .addMixIn(JobId.class, JobIdForm.class)
        .addMixIn(DeviceId.class, DeviceIdForm.class)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
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

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (value.isNaN() || value.isInfinite()) {
        json.writeNull();
      } else {
        json.writeNumber(value);
      }
    }
  }

  private static final class NullAsNaN extends JsonDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return json.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  /** A value as text. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new FarmException(
          ErrorCode.INTERNAL, "a " + value.getClass().getSimpleName() + " is no JSON: " + e, e);
    }
  }

  /** A value as bytes. */
  public static byte[] bytes(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a value.
   *
   * @throws FarmException with INVALID_REQUEST if it is none
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw unreadable(type.getSimpleName(), e);
    }
  }

  /** Reads a list. */
  public static <T> T read(byte[] json, TypeReference<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw unreadable(type.getType().getTypeName(), e);
    }
  }

  private static FarmException unreadable(String what, IOException problem) {
    return new FarmException(
        ErrorCode.INVALID_REQUEST, "this is no " + what + ": " + firstLine(problem), problem);
  }

  private static String firstLine(IOException problem) {
    return problem instanceof JsonProcessingException known
        ? known.getOriginalMessage().lines().findFirst().orElse("")
        : String.valueOf(problem.getMessage());
  }
}
