package dev.meterfarm.virtualphone.service;

import dev.meterfarm.virtualphone.adb.AdbService;
import dev.meterfarm.virtualphone.adb.AdbStream;
import dev.meterfarm.virtualphone.shell.ShellSession;
import dev.meterfarm.virtualphone.shell.Streams;
import java.io.IOException;
import java.io.OutputStream;

/** Runs a command line for the other end. */
final class ShellService implements AdbService {
  private final ShellSession session;
  private final String line;
  private final boolean second;
  private final boolean terminal;

  /**
   * A request.
   *
   * @param line the command line; empty for a shell to type into
   * @param second whether the second protocol is spoken, with separate streams and exit status
   * @param terminal whether the other end is a terminal
   */
  ShellService(ShellSession session, String line, boolean second, boolean terminal) {
    this.session = session;
    this.line = line;
    this.second = second;
    this.terminal = terminal;
  }

  @Override
  public void serve(AdbStream stream) throws IOException {
    OutputStream out = stream.out();
    if (second) {
      ShellV2 packets = new ShellV2(stream.in(), out);
      OutputStream err = terminal ? packets.stdout() : packets.stderr();
      int status = run(new Streams(packets.stdin(), packets.stdout(), err), stream);
      packets.exit(status);
    } else {
      run(new Streams(stream.in(), out, out), stream);
    }
  }

  private int run(Streams io, AdbStream stream) throws IOException {
    return line.isBlank()
        ? session.type(io, terminal, stream::whenGone)
        : session.run(line, io, stream::whenGone);
  }
}
