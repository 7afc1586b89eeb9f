package dev.meterfarm.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.protocol.validation.InvalidInputException;
import dev.meterfarm.protocol.validation.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema for editors and the loader must accept and refuse the same. */
class ProfileSchemaTest {
  private static final Path FOLDER = Path.of("..", "device-profiles");
  private static final String STRANGER = "zzzzzzzzzzzzzzzzzzzz";
  private static final Pattern KNOWN = Pattern.compile("known are \\[(.*)\\]");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private JsonNode schema;

  @BeforeEach
  void read() throws IOException {
    schema = JSON.readTree(FOLDER.resolve("schema.json").toFile());
  }

  static Stream<String> drivers() throws IOException {
    List<String> words = new ArrayList<>();
    JSON.readTree(FOLDER.resolve("schema.json").toFile())
        .get("definitions")
        .fieldNames()
        .forEachRemaining(words::add);
    return words.stream();
  }

  private List<Problem> problems(JsonNode profile) throws IOException {
    Files.writeString(folder.resolve("profile.yaml"), JSON.writeValueAsString(profile));
    try {
      LocalAgent.profiles(folder);
      return List.of();
    } catch (InvalidInputException e) {
      return e.problems();
    }
  }

  /** A profile with every key that the schema knows. */
  private ObjectNode complete(String driver) {
    ObjectNode profile = (ObjectNode) example(schema.get("definitions").get(driver));
    JsonNode target =
        schema.at("/definitions/" + driver + "/properties/targets/additionalProperties");
    profile.putObject("targets").set("some-target", example(target));
    return profile;
  }

  private static JsonNode example(JsonNode of) {
    for (String key : List.of("const", "default")) {
      if (of.has(key)) {
        return of.get(key);
      }
    }
    if (of.has("examples")) {
      return of.get("examples").get(0);
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    of.get("properties")
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("targets")) {
                object.set(entry.getKey(), example(entry.getValue()));
              }
            });
    return object;
  }

  @Test
  void it_names_the_drivers_that_there_are() throws IOException {
    ObjectNode profile = complete("simulated");
    profile.put("driver", STRANGER);
    Set<String> words = new TreeSet<>();
    schema.at("/properties/driver/enum").forEach(word -> words.add(word.asText()));
    assertThat(problems(profile).get(0).remedy()).isEqualTo("known are " + words);
    assertThat(drivers()).containsExactlyInAnyOrderElementsOf(words);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void the_loader_accepts_every_key_with_its_example(String driver) throws IOException {
    assertThat(problems(complete(driver))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void every_mapping_knows_the_same_keys_as_the_loader(String driver) throws IOException {
    compare(driver, "", schema.get("definitions").get(driver));
    compare(
        driver,
        "/targets/some-target",
        schema.at("/definitions/" + driver + "/properties/targets/additionalProperties"));
  }

  private void compare(String driver, String path, JsonNode of) throws IOException {
    if (!of.path("additionalProperties").isBoolean()) {
      return; // Names are free there.
    }
    ObjectNode profile = complete(driver);
    ((ObjectNode) profile.at(path)).put(STRANGER, 1);
    Set<String> keys = new TreeSet<>();
    of.get("properties").fieldNames().forEachRemaining(keys::add);
    assertThat(knownAt(problems(profile))).as(driver + path).isEqualTo(keys);
    for (String key : keys) {
      JsonNode below = of.get("properties").get(key);
      if (below.has("properties")) {
        compare(driver, path + "/" + key, below);
      }
    }
  }

  private static Set<String> knownAt(List<Problem> problems) {
    for (Problem problem : problems) {
      Matcher found = KNOWN.matcher(problem.remedy());
      if (problem.where().endsWith(STRANGER) && found.matches()) {
        return new TreeSet<>(Arrays.asList(found.group(1).split(", ")));
      }
    }
    throw new AssertionError("the loader takes any key: " + problems);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void what_the_schema_refuses_the_loader_refuses(String driver) throws IOException {
    refuse(driver, "", schema.get("definitions").get(driver));
    refuse(
        driver,
        "/targets/some-target",
        schema.at("/definitions/" + driver + "/properties/targets/additionalProperties"));
  }

  private void refuse(String driver, String path, JsonNode of) throws IOException {
    for (String key : (Iterable<String>) of.path("properties")::fieldNames) {
      JsonNode rule = of.get("properties").get(key);
      if (rule.has("properties")) {
        refuse(driver, path + "/" + key, rule);
      }
      for (JsonNode wrong : wrong(rule)) {
        ObjectNode profile = complete(driver);
        ((ObjectNode) profile.at(path)).set(key, wrong);
        assertThat(problems(profile))
            .as(driver + path + "/" + key + ": " + wrong)
            .anySatisfy(problem -> assertThat(problem.where()).endsWith(key));
      }
    }
  }

  private static List<JsonNode> wrong(JsonNode rule) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    List<JsonNode> wrong = new ArrayList<>();
    if (rule.has("minimum")) {
      wrong.add(nodes.numberNode(rule.get("minimum").asDouble() - 1));
      wrong.add(nodes.numberNode(rule.get("maximum").asDouble() + 1));
      wrong.add(nodes.textNode("many"));
    }
    if (rule.has("enum") || rule.has("pattern")) {
      wrong.add(nodes.textNode("nonsense"));
    }
    if (rule.path("type").asText().equals("boolean")) {
      wrong.add(nodes.textNode("perhaps"));
    }
    if (rule.path("type").asText().equals("array")) {
      wrong.add(nodes.textNode("no list"));
    }
    return wrong;
  }

  @Test
  void every_shipped_profile_points_editors_to_it() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .startsWith("# yaml-language-server: $schema=schema.json\n"));
    }
  }
}
