package dev.meterfarm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of {@code docs/json.md}, to be compared with what commands print. */
final class DocumentedJson {
  private static final Path PAGE = Path.of("..", "docs", "json.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for names that are data. */
  private static final String ANY = "...";

  private DocumentedJson() {}

  /** The names of all fields of a command's example, with those that they are in. */
  static Set<String> fieldsOf(String command) throws IOException {
    Matcher example =
        Pattern.compile("## `" + Pattern.quote(command) + "`.*?```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    if (!example.find()) {
      throw new AssertionError(PAGE + " has no example of " + command);
    }
    return fieldsIn(example.group(1), Set.of());
  }

  /**
   * The same of what was printed.
   *
   * @param documented what is data there is taken for data here
   */
  static Set<String> fieldsIn(String printed, Set<String> documented) throws IOException {
    Set<String> fields = new TreeSet<>();
    collect(JSON.readTree(printed), "", documented, fields);
    return fields;
  }

  private static void collect(
      JsonNode node, String inside, Set<String> documented, Set<String> fields) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, inside + "[]", documented, fields));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String any = inside + "." + ANY;
      String name = documented.contains(any) ? any : inside + "." + field.getKey();
      fields.add(name);
      collect(field.getValue(), name, documented, fields);
    }
  }
}
