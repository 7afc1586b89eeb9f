package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.files.PhoneFileException;
import dev.meterfarm.virtualphone.files.PhoneFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A command's streams after its redirects; closes the files that it opened. */
final class Redirects implements AutoCloseable {
  private final List<Closeable> opened = new ArrayList<>();
  private Streams streams;

  Redirects(Streams streams) {
    this.streams = streams;
  }

  Streams streams() {
    return streams;
  }

  /** Applies redirects from left to right; tells what went wrong, or nothing. */
  String apply(
      List<Node.Redirect> redirects, Expander expander, Environment environment, PhoneFiles files)
      throws IOException, InterruptedException {
    for (Node.Redirect redirect : redirects) {
      String target = expander.single(redirect.target());
      try {
        apply(redirect, target, environment, files);
      } catch (PhoneFileException e) {
        String what = redirect.operator().startsWith("<") ? "open" : "create";
        return "can't " + what + " " + target + ": " + e.getMessage();
      }
    }
    return "";
  }

  private void apply(
      Node.Redirect redirect, String target, Environment environment, PhoneFiles files)
      throws PhoneFileException {
    if (redirect.operator().equals(">&")) {
      OutputStream other =
          target.equals("1") ? streams.out() : target.equals("2") ? streams.err() : null;
      set(redirect.descriptor(), other == null ? OutputStream.nullOutputStream() : other);
    } else if (redirect.operator().startsWith("<")) {
      if (target.equals("/dev/null") || redirect.operator().equals("<&")) {
        streams = streams.withIn(InputStream.nullInputStream());
      } else {
        InputStream in = files.read(environment.resolve(target));
        opened.add(in);
        streams = streams.withIn(in);
      }
    } else if (target.equals("/dev/null")) {
      set(redirect.descriptor(), OutputStream.nullOutputStream());
    } else {
      OutputStream out = files.write(environment.resolve(target), redirect.operator().equals(">>"));
      opened.add(out);
      set(redirect.descriptor(), out);
    }
  }

  private void set(int descriptor, OutputStream to) {
    streams = descriptor == 2 ? streams.withErr(to) : streams.withOut(to);
  }

  @Override
  public void close() throws IOException {
    for (Closeable file : opened) {
      file.close();
    }
  }
}
