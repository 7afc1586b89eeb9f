package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Runs one command line as a shell of its own, for the thread that calls. */
public final class ShellSession {
  private static final int HANG_UP = 1;

  private final Phone phone;

  public ShellSession(Phone phone) {
    this.phone = phone;
  }

  /**
   * Runs a command line.
   *
   * @param io its streams; background jobs may go on using the output
   * @param onStart is told how to hang up: what happens when the other end has gone
   * @return the exit status, 128 and the signal's number if it was killed
   * @throws IOException if its streams are gone
   */
  public int run(String line, Streams io, Consumer<Runnable> onStart) throws IOException {
    return serve(
        List.of("sh", "-c", line),
        io,
        onStart,
        interpreter -> {
          int status = interpreter.run(line);
          interpreter.awaitHolders();
          return status;
        });
  }

  /**
   * Runs the lines that somebody types, until {@code exit} or the end of what comes in.
   *
   * @param echo whether to show what is typed, as a terminal does
   */
  public int type(Streams io, boolean echo, Consumer<Runnable> onStart) throws IOException {
    String prompt = phone.state().property("ro.product.device") + ":/ $ ";
    Terminal terminal = new Terminal(io, echo, echo ? prompt : "");
    return serve(List.of("sh"), terminal.streams(), onStart, terminal::run);
  }

  /** What is done in a session. */
  @FunctionalInterface
  interface Work {
    int in(Interpreter interpreter) throws IOException, InterruptedException;
  }

  private int serve(List<String> command, Streams io, Consumer<Runnable> onStart, Work work)
      throws IOException {
    long everywhere = (1L << phone.state().model().cpus()) - 1;
    PhoneProcess process = phone.processes().start(1, command, everywhere);
    try {
      onStart.accept(() -> process.signal(HANG_UP));
      return work.in(new Interpreter(phone, new Environment(process), io));
    } catch (InterruptedException e) {
      return 128 + process.endedBy().orElse(HANG_UP);
    } catch (IOException e) {
      if (process.endedBy().isPresent()) {
        return 128 + process.endedBy().get();
      }
      throw e;
    } finally {
      phone.processes().end(process);
    }
  }
}
