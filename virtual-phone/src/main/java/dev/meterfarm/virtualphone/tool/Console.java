package dev.meterfarm.virtualphone.tool;

import java.io.PrintStream;

/** The tool's two streams and their prefixes. */
final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean prefixes;

  Console(PrintStream out, PrintStream err, ToolVersion version) {
    this.out = out;
    this.err = err;
    this.prefixes = version.hasPrefixes();
  }

  private void line(PrintStream to, String prefix, String text) {
    to.print((prefixes ? prefix : "") + text + "\n");
    to.flush();
  }

  void info(String text) {
    line(out, "INFO: ", text);
  }

  void warn(String text) {
    line(out, "WARN: ", text);
  }

  void error(String text) {
    line(err, "ERROR: ", text);
  }

  void fatal(String text) {
    line(err, "FATAL: ", text);
  }

  /** Tells what went wrong; to be thrown. */
  ToolFailure failure(String text) {
    error(text);
    return new ToolFailure(1);
  }

  /** What the runtime says, which has its prefix in every version. */
  void runtime(String text) {
    err.print(text + "\n");
    err.flush();
  }

  /** Lines without a prefix of their own. */
  void plain(String text) {
    out.print(text + "\n");
    out.flush();
  }
}
