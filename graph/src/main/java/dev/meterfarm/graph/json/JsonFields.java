package dev.meterfarm.graph.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meterfarm.graph.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One object of a document, with typed access that says where something is wrong. */
final class JsonFields {
  private final JsonNode node;
  private final String path;

  JsonFields(JsonNode node, String path) {
    this.node = node;
    this.path = path;
    if (!node.isObject()) {
      throw bad("it must be an object");
    }
  }

  boolean has(String field) {
    return node.has(field);
  }

  int integer(String field) {
    JsonNode value = require(field);
    if (!value.isInt()) {
      throw bad("'" + field + "' must be an integer of 32 bits, not " + value);
    }
    return value.intValue();
  }

  long longInteger(String field) {
    JsonNode value = require(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw bad("'" + field + "' must be an integer of 64 bits, not " + value);
    }
    return value.longValue();
  }

  float number(String field) {
    return number(require(field), field);
  }

  private float number(JsonNode value, String field) {
    if (value.isNumber()) {
      return value.floatValue();
    }
    if (value.isTextual() && List.of("NaN", "Infinity", "-Infinity").contains(value.textValue())) {
      return Float.parseFloat(value.textValue());
    }
    throw bad("'" + field + "' must be a number, not " + value);
  }

  float[] numbers(String field) {
    JsonNode array = array(field);
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(array.get(i), field);
    }
    return values;
  }

  boolean flag(String field) {
    JsonNode value = require(field);
    if (!value.isBoolean()) {
      throw bad("'" + field + "' must be true or false, not " + value);
    }
    return value.booleanValue();
  }

  String text(String field) {
    JsonNode value = require(field);
    if (!value.isTextual()) {
      throw bad("'" + field + "' must be a string, not " + value);
    }
    return value.textValue();
  }

  <E extends Enum<E>> E constant(String field, Class<E> type) {
    String wanted = text(field).toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(wanted)) {
        return constant;
      }
    }
    throw bad("'" + field + "' must be one of " + Arrays.toString(type.getEnumConstants()));
  }

  int[] integers(String field) {
    JsonNode array = array(field);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      if (!array.get(i).isInt()) {
        throw bad("'" + field + "' must hold integers, not " + array.get(i));
      }
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  List<Integer> indices(String field) {
    return Arrays.stream(integers(field)).boxed().toList();
  }

  List<JsonFields> objects(String field) {
    JsonNode array = array(field);
    List<JsonFields> objects = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      objects.add(new JsonFields(array.get(i), field + "[" + i + "]"));
    }
    return objects;
  }

  /** The exception that says this about the object. */
  ModelFormatException bad(String problem) {
    return new ModelFormatException(path, problem + "; write the document again");
  }

  private JsonNode array(String field) {
    JsonNode array = require(field);
    if (!array.isArray()) {
      throw bad("'" + field + "' must be an array, not " + array);
    }
    return array;
  }

  private JsonNode require(String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw bad("the field '" + field + "' is missing");
    }
    return value;
  }
}
