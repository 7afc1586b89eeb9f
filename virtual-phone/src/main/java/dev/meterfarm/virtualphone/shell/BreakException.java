package dev.meterfarm.virtualphone.shell;

/** A loop is left, or goes on with its next round. */
final class BreakException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean goesOn;

  BreakException(boolean goesOn) {
    super(goesOn ? "continue" : "break", null, false, false);
    this.goesOn = goesOn;
  }

  boolean goesOn() {
    return goesOn;
  }
}
