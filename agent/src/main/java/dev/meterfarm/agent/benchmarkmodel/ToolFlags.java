package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.agent.benchmarkmodel.UnusableOutputException.Kind;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The flags that one build of the tool knows: it has no version, so its usage text is asked. */
public final class ToolFlags {
  private static final Pattern LINE =
      Pattern.compile(
          "^\t--([\\w-]{1,80})=[^\t]{0,400}\t(?:int32|int64|float|bool|string)"
              + "\t(?:optional|required)\t.*");
  private static final int MOST_LINE = 2_000;

  private final Set<String> names;

  private ToolFlags(Set<String> names) {
    this.names = Collections.unmodifiableSet(names);
  }

  /**
   * Reads the usage text that {@code --help=true} prints.
   *
   * @throws UnusableOutputException if this is no usage text of the tool
   */
  public static ToolFlags parse(String text) throws UnusableOutputException {
    Set<String> names = new TreeSet<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher found = LINE.matcher(line.length() > MOST_LINE ? line.substring(0, MOST_LINE) : line);
      if (found.matches()) {
        names.add(found.group(1));
      }
    }
    if (!names.contains("graph") || !names.contains("num_runs")) {
      String said = text.strip();
      throw new UnusableOutputException(
          Kind.TOOL_UNUSABLE,
          "this is not TFLite's benchmark_model: "
              + (said.length() > 300 ? said.substring(0, 300) : said));
    }
    return new ToolFlags(names);
  }

  /** True if this build knows the flag. */
  public boolean knows(String name) {
    return names.contains(name);
  }

  /** All names, ascending. */
  public Set<String> names() {
    return names;
  }
}
