package dev.meterfarm.virtualphone.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a command line's flags. */
final class Flags {
  /** A value that its flag does not take. */
  static final class UnparsableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnparsableException(String flag, String argument) {
      super("Failed to parse flag '" + flag + "' against argv '" + argument + "'");
    }
  }

  private final ToolVersion version;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> unconsumed = new ArrayList<>();

  private Flags(ToolVersion version) {
    this.version = version;
  }

  /** Reads arguments; what is no flag of that version is kept apart and ignored. */
  static Flags parse(List<String> arguments, ToolVersion version) throws UnparsableException {
    Flags flags = new Flags(version);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals > 2 && argument.startsWith("--") ? argument.substring(2, equals) : "";
      var flag = Flag.find(name, version);
      if (flag.isEmpty()) {
        flags.unconsumed.add(argument);
      } else if (flag.get().type().accepts(argument.substring(equals + 1))) {
        flags.values.put(name, argument.substring(equals + 1));
      } else {
        throw new UnparsableException(name, argument);
      }
    }
    return flags;
  }

  List<String> unconsumed() {
    return List.copyOf(unconsumed);
  }

  boolean isSet(String name) {
    return values.containsKey(name);
  }

  String text(String name) {
    return values.getOrDefault(name, Flag.find(name, version).map(Flag::fallback).orElse(""));
  }

  boolean bool(String name) {
    String value = text(name);
    return value.equals("true") || value.equals("1");
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  double real(String name) {
    return Double.parseDouble(text(name));
  }

  /** What the tool tells of its parameters: those that were given, or all. */
  List<String> told() {
    List<String> lines = new ArrayList<>();
    boolean verbose = bool("verbose");
    lines.add("Log parameter values verbosely: [" + (verbose ? 1 : 0) + "]");
    for (Flag flag : Flag.of(version)) {
      boolean always = flag.name().equals("signature_to_run_for");
      if (!flag.label().isEmpty() && (verbose || always || isSet(flag.name()))) {
        lines.add(flag.label() + ": [" + shown(flag) + "]");
      }
    }
    if (isSet("num_threads")) {
      lines.add("#threads used for CPU inference: [" + text("num_threads") + "]");
    }
    return lines;
  }

  private String shown(Flag flag) {
    return switch (flag.type()) {
      case BOOL -> bool(flag.name()) ? "1" : "0";
      case FLOAT -> Decimals.sixDigits(real(flag.name()));
      case INT32, STRING -> text(flag.name());
    };
  }
}
