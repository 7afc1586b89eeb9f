package dev.meterfarm.virtualphone.shell;

/** A command line that cannot be parsed. */
final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  SyntaxException(String message) {
    super(message);
  }
}
