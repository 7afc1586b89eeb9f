package dev.meterfarm.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Flags of a command line, each with a value. For one thread. */
final class Options {
  /** Makes a path if none is said. */
  @FunctionalInterface
  interface PathMaker {
    Path make() throws IOException;
  }

  private final Map<String, String> left = new TreeMap<>();

  private Options() {}

  static Options of(String[] arguments) {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("'" + arguments[i] + "' must be a flag with a value");
      }
      options.left.put(arguments[i].substring(2), arguments[i + 1]);
    }
    return options;
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  long number(String name, long fallback) {
    String text = left.remove(name);
    return text == null ? fallback : Long.parseLong(text);
  }

  double decimal(String name, double fallback) {
    String text = left.remove(name);
    return text == null ? fallback : Double.parseDouble(text);
  }

  Path path(String name, PathMaker fallback) throws IOException {
    String text = left.remove(name);
    return text == null ? fallback.make() : Path.of(text);
  }

  /** Nothing more is expected. */
  void end() {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("unknown flags: " + left.keySet());
    }
  }
}
