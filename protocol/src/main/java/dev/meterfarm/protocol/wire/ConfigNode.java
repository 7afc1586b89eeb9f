package dev.meterfarm.protocol.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.validation.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * One mapping of a configuration file, read key by key. Whatever is wrong is noted as a problem and
 * replaced by the fallback, so that all problems of a file can be told at once; {@link #end} notes
 * the keys that nobody asked for.
 */
public final class ConfigNode {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(new YAMLFactory())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonNode node;
  private final String where;
  private final Problems problems;
  private final TreeSet<String> asked = new TreeSet<>();

  private ConfigNode(JsonNode node, String where, Problems problems) {
    this.node = node;
    this.where = where;
    this.problems = problems;
  }

  /**
   * Reads YAML (or JSON, which is YAML too).
   *
   * @param file name of the file, for problems
   */
  public static ConfigNode parse(String yaml, String file, Problems problems) {
    try {
      JsonNode root = YAML.readTree(yaml);
      if (root == null || root.isMissingNode() || root.isNull()) {
        problems.add(file, "", "is empty", "write 'key: value' lines into it");
        return new ConfigNode(MissingNode.getInstance(), file + ":", problems);
      }
      return mapping(root, file + ":", problems);
    } catch (JsonProcessingException e) {
      problems.add(
          file
              + (e.getLocation() == null
                  ? ""
                  : " line "
                      + e.getLocation().getLineNr()
                      + " column "
                      + e.getLocation().getColumnNr()),
          "",
          "is not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""),
          "mind the indentation and the colons");
      return new ConfigNode(MissingNode.getInstance(), file + ":", problems);
    }
  }

  private static ConfigNode mapping(JsonNode node, String where, Problems problems) {
    if (node.isObject() || node.isMissingNode()) {
      return new ConfigNode(node, where, problems);
    }
    problems.add(where, node.toString(), "must be a mapping", "write 'key: value' lines");
    return new ConfigNode(MissingNode.getInstance(), where, problems);
  }

  /** True if the file says anything here. */
  public boolean isPresent() {
    return !node.isMissingNode();
  }

  /** True if the key is there. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** Where a key stands, for problems. */
  public String where(String key) {
    return where + (where.endsWith(":") ? " " : ".") + key;
  }

  /** Notes a problem with the value of a key that only the caller could find. */
  public void problem(String key, String found, String rule, String remedy) {
    problems.add(where(key), found, rule, remedy);
  }

  private JsonNode find(String key) {
    asked.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private void wrong(String key, JsonNode value, String rule) {
    problems.add(where(key), value.isValueNode() ? value.asText() : value.toString(), rule, "");
  }

  /** A text that must be there. */
  public String requireText(String key) {
    if (isPresent() && !has(key)) {
      problems.add(where(key), "", "is missing", "add '" + key + ": ...'");
      return "";
    }
    return text(key, "");
  }

  /** A text. */
  public String text(String key, String fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isValueNode() || value.asText().isBlank()) {
      wrong(key, value, "must be a text");
      return fallback;
    }
    return value.asText();
  }

  /** One of several words. */
  public String choice(String key, String fallback, List<String> choices) {
    String value = text(key, fallback);
    if (choices.contains(value)) {
      return value;
    }
    problems.add(where(key), value, "must be one of " + choices, Suggestion.remedy(value, choices));
    return fallback;
  }

  /** Yes or no. */
  public boolean flag(String key, boolean fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      wrong(key, value, "must be true or false");
      return fallback;
    }
    return value.booleanValue();
  }

  /** A whole number within bounds, both included. */
  public long integer(String key, long fallback, long least, long most) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      wrong(key, value, "must be a whole number from " + least + " to " + most);
      return fallback;
    }
    return value.longValue();
  }

  /** A number within bounds, both included. */
  public double number(String key, double fallback, double least, double most) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      wrong(key, value, "must be a number from " + least + " to " + most);
      return fallback;
    }
    return value.doubleValue();
  }

  /** A duration with its unit. */
  public Duration duration(String key, Duration fallback) {
    JsonNode value = find(key);
    if (value == null) {
      return fallback;
    }
    if (value.isNumber()) {
      problems.add(
          where(key), value.asText(), "has no unit", "write for example '" + value.asText() + "s'");
      return fallback;
    }
    return DurationText.parse(value.asText())
        .orElseGet(
            () -> {
              wrong(key, value, "must be " + DurationText.RULE);
              return fallback;
            });
  }

  /** A list of texts; empty where the key is missing. */
  public List<String> texts(String key) {
    JsonNode value = find(key);
    List<String> texts = new ArrayList<>();
    if (value != null && !value.isArray()) {
      wrong(key, value, "must be a list");
    } else if (value != null) {
      value.forEach(item -> texts.add(item.asText()));
    }
    return List.copyOf(texts);
  }

  /** A mapping of names to texts, in the order of the file; empty where the key is missing. */
  public Map<String, String> textsByName(String key) {
    ConfigNode child = child(key);
    Map<String, String> texts = new LinkedHashMap<>();
    child.node.fieldNames().forEachRemaining(name -> texts.put(name, child.requireText(name)));
    return texts;
  }

  /** A mapping below this one; one without keys where the key is missing. */
  public ConfigNode child(String key) {
    JsonNode value = find(key);
    return mapping(value == null ? MissingNode.getInstance() : value, where(key), problems);
  }

  /** All entries of this mapping as mappings of their own, in the order of the file. */
  public Map<String, ConfigNode> children() {
    Map<String, ConfigNode> children = new LinkedHashMap<>();
    node.fieldNames().forEachRemaining(key -> children.put(key, childOrEmpty(key)));
    return children;
  }

  private ConfigNode childOrEmpty(String key) {
    JsonNode value = find(key);
    return value == null
        ? new ConfigNode(MissingNode.getInstance(), where(key), problems)
        : mapping(value, where(key), problems);
  }

  /** Notes every key that was never asked for. */
  public void end() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!asked.contains(key)) {
                problems.add(where(key), "", "is not a known key", Suggestion.remedy(key, asked));
              }
            });
  }
}
