package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.files.FileStat;
import dev.meterfarm.virtualphone.files.PhoneFileException;
import dev.meterfarm.virtualphone.files.PhonePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds what a command's name stands for and runs it: the shell's own, the system's, a file. */
final class Programs {
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final List<String> PLACES = List.of("/system/bin/", "/system/xbin/", "/bin/");
  private static final String BENCHMARK = "benchmark_model";

  /** Runs a script. */
  @FunctionalInterface
  interface Scripts {
    int run(List<String> arguments, String text, PhoneProcess process, Streams io)
        throws IOException, InterruptedException;
  }

  private final Phone phone;
  private final Environment environment;
  private final Scripts scripts;
  private final Builtins builtins;
  private final Wrappers wrappers;
  private boolean execNext;

  Programs(Phone phone, Environment environment, Scripts scripts) {
    this.phone = phone;
    this.environment = environment;
    this.scripts = scripts;
    this.builtins = new Builtins(this, scripts);
    this.wrappers = new Wrappers(this, scripts);
  }

  /** Whether there is a system's command of that name. */
  boolean isKnown(String name) {
    return wrappers.find(name).isPresent()
        || Applets.find(name, phone.state().model().abilities()).isPresent();
  }

  /** The next command takes the place of the process that runs it. */
  void execNext(boolean exec) {
    execNext = exec;
  }

  /** Runs a command as a process of its own, unless it is to take the place of the shell. */
  int run(List<String> words, Streams io) throws IOException, InterruptedException {
    PhoneProcess shell = environment.process();
    boolean exec = execNext;
    execNext = false;
    Optional<Call.Applet> builtin = builtins.find(words.get(0));
    if (builtin.isPresent()) {
      return finish(new Call(words, io, environment, shell, phone), builtin.get());
    }
    if (exec) {
      return execute(words, io, shell);
    }
    PhoneProcess process = phone.processes().start(shell.pid(), words, shell.affinity());
    try {
      int status = execute(words, io, process);
      return process.endedBy().map(signal -> killed(signal, io)).orElse(status);
    } catch (InterruptedException | IOException e) {
      if (process.endedBy().isEmpty()) {
        throw e;
      }
      return killed(process.endedBy().get(), io);
    } finally {
      phone.processes().end(process);
    }
  }

  private static int killed(int signal, Streams io) {
    String word =
        switch (signal) {
          case 1 -> "Hangup";
          case 2 -> "";
          case 9 -> "Killed";
          case 6 -> "Aborted";
          case 15 -> "Terminated";
          default -> "Signal " + signal;
        };
    try {
      io.err().write((word + " \n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return 128 + signal; // Nobody listens; the status tells.
    }
    return 128 + signal;
  }

  /** Runs a command in the place of a process that is there already. */
  int execute(List<String> words, Streams io, PhoneProcess process)
      throws IOException, InterruptedException {
    process.become(words);
    String name = words.get(0);
    Call call = new Call(words, io, environment, process, phone);
    Optional<Call.Applet> builtin = builtins.find(name);
    if (builtin.isPresent()) {
      return finish(call, builtin.get());
    }
    String plain = name;
    for (String place : PLACES) {
      plain = plain.startsWith(place) ? plain.substring(place.length()) : plain;
    }
    String program = plain;
    Optional<Call.Applet> applet =
        wrappers.find(program).or(() -> Applets.find(program, phone.state().model().abilities()));
    if (applet.isPresent()) {
      return finish(call, applet.get());
    }
    return name.contains("/") ? file(call) : missing(call, "inaccessible or not found");
  }

  private static int finish(Call call, Call.Applet applet)
      throws IOException, InterruptedException {
    try {
      return applet.run(call);
    } catch (PhoneFileException e) {
      return call.complain(e.getMessage());
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    }
  }

  private int missing(Call call, String why) throws IOException {
    boolean old = phone.state().model().abilities().adbVersion() < 0x01000001;
    String text = "/system/bin/sh: " + call.name() + ": " + (old ? "not found" : why) + "\n";
    call.io().err().write(text.getBytes(StandardCharsets.UTF_8));
    return NOT_FOUND;
  }

  private int file(Call call) throws IOException, InterruptedException {
    String path = call.path(call.name());
    Optional<FileStat> stat = phone.files().stat(path);
    if (stat.isEmpty()) {
      return missing(call, "inaccessible or not found");
    }
    if (stat.get().isDirectory() || !stat.get().isExecutable() || path.startsWith("/sdcard/")) {
      return refuse(call, "can't execute: Permission denied");
    }
    if (PhonePath.name(path).contains(BENCHMARK)) {
      return phone.benchmark().run(call.words(), environment.folder(), call.process(), call.io());
    }
    byte[] content;
    try (InputStream in = phone.files().read(path)) {
      content = in.readAllBytes();
    }
    if (Arrays.equals(content, 0, Math.min(ELF.length, content.length), ELF, 0, ELF.length)) {
      return refuse(call, "not executable: 64-bit ELF file");
    }
    return scripts.run(
        call.words(), new String(content, StandardCharsets.UTF_8), call.process(), call.io());
  }

  private static int refuse(Call call, String why) throws IOException {
    String text = "/system/bin/sh: " + call.name() + ": " + why + "\n";
    call.io().err().write(text.getBytes(StandardCharsets.UTF_8));
    return CANNOT_EXECUTE;
  }
}
