package dev.meterfarm.virtualphone.shell;

/** The shell is told to end. */
final class ExitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ExitException(int status) {
    super("exit " + status, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
