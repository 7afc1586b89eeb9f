package dev.meterfarm.cli;

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
}
