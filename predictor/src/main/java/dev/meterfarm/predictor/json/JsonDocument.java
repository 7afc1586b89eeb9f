package dev.meterfarm.predictor.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON documents as bytes. Stateless and thread-safe. */
public final class JsonDocument {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonDocument() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Puts a number, or null where it is not finite. */
  public static void putNumber(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, value);
    } else {
      object.putNull(name);
    }
  }

  /** Indented UTF-8 with {@code \n} line ends on every platform, and one at the end. */
  public static byte[] bytes(JsonNode node) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return (MAPPER.writer(printer).writeValueAsString(node) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The fields of the object that a document is.
   *
   * @param name how messages call the document
   * @throws JsonFieldException if it is no JSON object
   */
  public static JsonFields parse(String name, byte[] content) {
    try {
      return JsonFields.of(name, MAPPER.readTree(content));
    } catch (IOException e) {
      throw new JsonFieldException(name + " is not JSON: " + e.getMessage(), e);
    }
  }
}
