package dev.meterfarm.cli;

import java.io.Console;
import java.util.Optional;

/** What is known of the terminal. Stateless. */
final class Terminal {
  private static final int USUAL_WIDTH = 100;
  private static final int LEAST_WIDTH = 40;

  private Terminal() {}

  /** Columns of the terminal as the shell says, or a usual width. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    if (columns == null || !columns.matches("\\d{1,4}")) {
      return USUAL_WIDTH;
    }
    return Math.max(LEAST_WIDTH, Integer.parseInt(columns));
  }

  /** The terminal that a person sits at; empty in a pipe. */
  @SuppressWarnings("SystemConsoleNull") // since Java 22 there may be a console without a terminal
  static Optional<Console> console() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal);
  }

  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // before Java 22 there was a console only with a terminal
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
