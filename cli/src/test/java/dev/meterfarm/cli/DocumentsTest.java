package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.command.AgentCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents say of commands, against what the programs say of themselves. */
class DocumentsTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^  ([a-z][a-z-]+)(?:, [a-z-]+)*(?: |$)");

  /** What was printed before, because the same is asked for often. */
  private static final Map<String, String> HELP = new HashMap<>();

  private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");

  /** As in text and in examples of several lines; what follows the end of a command is not its. */
  private static final Pattern CALL =
      Pattern.compile("bin/(coordinator|agent) ([a-z][a-z-]+)((?:[^`\\n#;|]|\\\\\\n)*)");

  private static String documents() throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(README));
    try (Stream<Path> pages = Files.list(Path.of("..", "docs"))) {
      for (Path page : pages.filter(of -> of.toString().endsWith(".md")).sorted().toList()) {
        text.append('\n').append(Files.readString(page));
      }
    }
    return text.toString();
  }

  private static String help(String program, String... command) {
    List<String> words = new ArrayList<>(Arrays.asList(command));
    words.add("--help");
    return HELP.computeIfAbsent(program + words, key -> printed(program, words));
  }

  private static String printed(String program, List<String> words) {
    if (program.equals("agent")) {
      StringWriter out = new StringWriter();
      assertThat(AgentCommand.run(new PrintWriter(out), new PrintWriter(out), words)).isZero();
      return out.toString();
    }
    Rehearsal.Ran ran = Rehearsal.run(words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.errors()).isZero();
    return ran.out();
  }

  /** Empty where a command has none of its own. */
  private static Set<String> commandsIn(String help) {
    int start = help.indexOf("\nCommands:\n");
    Set<String> commands = new TreeSet<>();
    if (start >= 0) {
      Matcher names =
          COMMAND.matcher(help.substring(start).replaceFirst("(?s)\nExit codes:.*", ""));
      while (names.find()) {
        commands.add(names.group(1));
      }
    }
    return commands;
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "agent"})
  void every_command_is_documented(String program) throws IOException {
    Set<String> commands = commandsIn(help(program));
    assertThat(commands).hasSizeGreaterThan(8);
    String documents = documents();
    for (String command : commands) {
      assertThat(documents).containsPattern("`[^`\n]*\\b" + command + "\\b[^`\n]*`");
    }
  }

  @Test
  void every_documented_call_is_understood() throws IOException {
    Matcher calls = CALL.matcher(documents());
    int seen = 0;
    while (calls.find()) {
      seen++;
      String program = calls.group(1);
      String command = calls.group(2);
      assertThat(commandsIn(help(program))).as(calls.group()).contains(command);
      String help = help(program, command);
      String next = calls.group(3).strip().replaceFirst("[^a-z-].*", "");
      if (commandsIn(help).contains(next)) {
        help = help(program, command, next);
      }
      Matcher flags = FLAG.matcher(calls.group(3));
      while (flags.find()) {
        assertThat(help).as(calls.group()).containsPattern(flags.group() + "\\b");
      }
    }
    assertThat(seen).isGreaterThan(50);
  }

  @Test
  void every_exit_code_is_documented_where_users_look() throws IOException {
    String readme = Files.readString(README);
    String help = help("coordinator");
    for (ExitCode code : ExitCode.values()) {
      assertThat(readme).contains("\n| " + code.code() + " | ");
      assertThat(help).containsPattern("(?m)^ +" + code.code() + " +\\w");
    }
  }
}
