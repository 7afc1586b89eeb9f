package dev.meterfarm.coordinator.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.validation.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One mapping of a YAML file, read key by key; what is wrong is noted, and the default goes on. */
final class Section {
  private final JsonNode node;
  private final String where;
  private final Problems problems;

  private Section(JsonNode node, String where, Problems problems) {
    this.node = node;
    this.where = where;
    this.problems = problems;
  }

  static Section of(JsonNode node, String where, Set<String> keys, Problems problems) {
    if (node.isMissingNode() || node.isNull()) {
      return new Section(MissingNode.getInstance(), where, problems);
    }
    if (!node.isObject()) {
      problems.add(where, node, "must be a mapping of keys to values", "");
      return new Section(MissingNode.getInstance(), where, problems);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!keys.contains(entry.getKey())) {
        problems.add(
            where, entry.getKey(), "is not a known key", Suggestion.remedy(entry.getKey(), keys));
      }
    }
    return new Section(node, where, problems);
  }

  Section section(String key, Set<String> keys) {
    return of(node.path(key), place(key), keys, problems);
  }

  /** A list of mappings. */
  List<Section> sections(String key, Set<String> keys) {
    JsonNode value = node.path(key);
    List<Section> sections = new ArrayList<>();
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        sections.add(of(value.get(i), place(key) + "[" + i + "]", keys, problems));
      }
    } else if (!value.isMissingNode() && !value.isNull()) {
      problems.add(place(key), value, "must be a list", "");
    }
    return sections;
  }

  String place(String key) {
    return where + ": " + key;
  }

  Optional<String> text(String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      problems.add(place(key), value, "must be a single value", "");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  /** A list of words; a single word counts as a list of one. */
  List<String> words(String key) {
    JsonNode value = node.path(key);
    if (!value.isArray()) {
      return text(key).map(List::of).orElse(List.of());
    }
    List<String> words = new ArrayList<>();
    for (JsonNode element : value) {
      if (element.isValueNode() && !element.isNull()) {
        words.add(element.asText());
      } else {
        problems.add(place(key), element, "must be a list of words", "");
      }
    }
    return words;
  }

  double number(String key, double preset, double least, double most) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return preset;
    }
    if (!value.isNumber() || !(value.asDouble() >= least && value.asDouble() <= most)) {
      problems.add(
          place(key), value.asText(), "must be a number from " + least + " to " + most, "");
      return preset;
    }
    return value.asDouble();
  }

  int count(String key, int preset, int least, int most) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return preset;
    }
    if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > most) {
      problems.add(
          place(key), value.asText(), "must be a whole number from " + least + " to " + most, "");
      return preset;
    }
    return value.asInt();
  }
}
