package dev.meterfarm.predictor.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fields of one JSON object. Immutable; ignores what it is not asked for.
 *
 * <p>All methods throw {@link JsonFieldException} with the path of the field where the field is
 * missing or of another type.
 */
public final class JsonFields {
  private final String path;
  private final JsonNode object;

  private JsonFields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  /**
   * The fields of an object.
   *
   * @param path how messages call it, such as a file name
   */
  public static JsonFields of(String path, JsonNode node) {
    if (node == null || !node.isObject()) {
      throw new JsonFieldException(path + " is not a JSON object");
    }
    return new JsonFields(path, node);
  }

  /** A text. */
  public String text(String name) {
    JsonNode node = require(name);
    if (!node.isTextual()) {
      throw wrong(name, "a text", node);
    }
    return node.textValue();
  }

  /** A text, or empty where it is missing or null. */
  public Optional<String> findText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** A number; NaN where the field is null, as JSON has no other word for it. */
  public double number(String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (node.isNull()) {
      return Double.NaN;
    }
    if (!node.isNumber()) {
      throw wrong(name, "a number", node);
    }
    return node.doubleValue();
  }

  /** An integer that fits a long. */
  public long integer(String name) {
    JsonNode node = require(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(name, "an integer", node);
    }
    return node.longValue();
  }

  /** An integer that fits an int. */
  public int smallInteger(String name) {
    long value = integer(name);
    if (value != (int) value) {
      throw new JsonFieldException(path + "." + name + " is too large: " + value);
    }
    return (int) value;
  }

  /** True or false. */
  public boolean flag(String name) {
    JsonNode node = require(name);
    if (!node.isBoolean()) {
      throw wrong(name, "true or false", node);
    }
    return node.booleanValue();
  }

  /** One of an enum's constants, by name. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw new JsonFieldException(
        path
            + "."
            + name
            + " is '"
            + text
            + "', which is none of "
            + List.of(type.getEnumConstants()));
  }

  /** An object. */
  public JsonFields object(String name) {
    return of(path + "." + name, require(name));
  }

  /** An object, or empty where it is missing or null. */
  public Optional<JsonFields> findObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** A list of objects. */
  public List<JsonFields> objects(String name) {
    List<JsonFields> all = new ArrayList<>();
    for (JsonNode node : array(name)) {
      all.add(of(path + "." + name + "[" + all.size() + "]", node));
    }
    return all;
  }

  /** A map of texts, sorted by key. */
  public Map<String, String> texts(String name) {
    JsonFields fields = object(name);
    Map<String, String> all = new TreeMap<>();
    fields.object.fieldNames().forEachRemaining(key -> all.put(key, fields.text(key)));
    return Collections.unmodifiableMap(all);
  }

  /** A map of numbers, sorted by key. */
  public Map<String, Double> numbers(String name) {
    JsonFields fields = object(name);
    Map<String, Double> all = new TreeMap<>();
    fields.object.fieldNames().forEachRemaining(key -> all.put(key, fields.number(key)));
    return Collections.unmodifiableMap(all);
  }

  /** True if the field is there and not null. */
  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  private JsonNode array(String name) {
    JsonNode node = require(name);
    if (!node.isArray()) {
      throw wrong(name, "a list", node);
    }
    return node;
  }

  private JsonNode require(String name) {
    if (!has(name)) {
      throw missing(name);
    }
    return object.get(name);
  }

  private JsonFieldException missing(String name) {
    return new JsonFieldException(path + " lacks the field '" + name + "'");
  }

  private JsonFieldException wrong(String name, String expected, JsonNode found) {
    String shown = found.toString();
    return new JsonFieldException(
        path
            + "."
            + name
            + " must be "
            + expected
            + ", but is "
            + (shown.length() > 80 ? shown.substring(0, 80) + "..." : shown));
  }
}
