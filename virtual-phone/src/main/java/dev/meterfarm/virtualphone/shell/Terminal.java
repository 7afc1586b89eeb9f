package dev.meterfarm.virtualphone.shell;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines as they are typed, shows them, and has them run. */
final class Terminal {
  private static final int END = 4;
  private static final int INTERRUPT = 3;
  private static final int BACKSPACE = 8;
  private static final int DELETE = 127;

  private final Streams io;
  private final boolean echo;
  private final String prompt;

  Terminal(Streams io, boolean echo, String prompt) {
    this.io = echo ? new Streams(io.in(), new Lines(io.out()), new Lines(io.err())) : io;
    this.echo = echo;
    this.prompt = prompt;
  }

  Streams streams() {
    return io;
  }

  int run(Interpreter interpreter) throws IOException, InterruptedException {
    int status = 0;
    StringBuilder line = new StringBuilder();
    show(prompt);
    for (int c = io.in().read(); c >= 0; c = io.in().read()) {
      if (c == END && line.isEmpty() && echo) {
        break;
      }
      if (c == '\r' || c == '\n') {
        show(echo ? "\n" : "");
        status = line.toString().isBlank() ? status : interpreter.run(line.toString());
        line.setLength(0);
        if (interpreter.hasExited()) {
          return status;
        }
        show(prompt);
      } else if (c == INTERRUPT && echo) {
        line.setLength(0);
        show("^C\n" + prompt);
      } else if ((c == BACKSPACE || c == DELETE) && echo) {
        if (!line.isEmpty()) {
          line.setLength(line.length() - 1);
          show("\b \b");
        }
      } else {
        line.append((char) c);
        show(echo ? String.valueOf((char) c) : "");
      }
    }
    if (!line.toString().isBlank()) {
      status = interpreter.run(line.toString());
    }
    return status;
  }

  private void show(String text) throws IOException {
    io.out().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Ends lines as a terminal wants them. */
  private static final class Lines extends FilterOutputStream {
    Lines(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      String text = new String(from, offset, length, StandardCharsets.ISO_8859_1);
      out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
