package dev.meterfarm.virtualphone.shell;

import java.io.InputStream;
import java.io.OutputStream;

/** Where a command reads and writes. */
public record Streams(InputStream in, OutputStream out, OutputStream err) {
  Streams withIn(InputStream other) {
    return new Streams(other, out, err);
  }

  Streams withOut(OutputStream other) {
    return new Streams(in, other, err);
  }

  Streams withErr(OutputStream other) {
    return new Streams(in, out, other);
  }
}
