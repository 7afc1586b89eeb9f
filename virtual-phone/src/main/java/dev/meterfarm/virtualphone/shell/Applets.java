package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.Abilities;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The commands of the phone's system, by name. */
final class Applets {
  private static final Map<String, Call.Applet> ALL = new TreeMap<>();

  static {
    FileApplets.register(ALL);
    TextApplets.register(ALL);
    SystemApplets.register(ALL);
    ProcessApplets.register(ALL);
  }

  private Applets() {}

  /** A command, if this Android has it. */
  static Optional<Call.Applet> find(String name, Abilities abilities) {
    if (name.equals("sha256sum") && !abilities.sha256sum()) {
      return Optional.empty();
    }
    return Optional.ofNullable(ALL.get(name));
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * A time such as {@code 0.5}, {@code 3s} or {@code 2m}.
   *
   * @throws NumberFormatException if it is none
   */
  static Duration duration(String text) {
    String number = text.replaceFirst("[smh]$", "");
    if (!number.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw new NumberFormatException(text);
    }
    double unit = text.endsWith("m") ? 60 : text.endsWith("h") ? 3600 : 1;
    return Duration.ofNanos((long) (Double.parseDouble(number) * unit * 1e9));
  }
}
