package dev.meterfarm.virtualphone.tool;

/** The tool ends with an exit status; what there was to say has been said. */
final class ToolFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a shell tells of a process that called abort(). */
  static final int ABORTED = 134;

  private final int status;

  ToolFailure(int status) {
    super("exit " + status, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
