package dev.meterfarm.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** Results as JSON for programs: what is not known is null, never NaN. Thread-safe. */
final class JsonOutput {
  private static final ObjectMapper MAPPER = mapper();

  private JsonOutput() {}

  private static ObjectMapper mapper() {
    JsonSerializer<Double> numbers =
        new JsonSerializer<>() {
          @Override
          public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
              throws IOException {
            if (value.isNaN() || value.isInfinite()) {
              json.writeNull();
            } else {
              json.writeNumber(value);
            }
          }
        };
    SimpleModule module = new SimpleModule();
    module.addSerializer(Double.class, numbers);
    module.addSerializer(double.class, numbers);
    return JsonMapper.builder()
        .addModule(module)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build();
  }

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("results are always JSON", e);
    }
  }
}
