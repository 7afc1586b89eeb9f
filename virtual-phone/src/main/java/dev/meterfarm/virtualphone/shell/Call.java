package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.files.PhoneFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One run of a command.
 *
 * @param words the command's name and its arguments
 * @param process what it runs as
 */
record Call(
    List<String> words, Streams io, Environment environment, PhoneProcess process, Phone phone) {
  /** What a command does. */
  @FunctionalInterface
  interface Applet {
    /** Does it; returns the exit status. */
    int run(Call call) throws IOException, InterruptedException;
  }

  String name() {
    return words.get(0);
  }

  List<String> arguments() {
    return words.subList(1, words.size());
  }

  /** An argument; empty where there is none. */
  String argument(int index) {
    return index + 1 < words.size() ? words.get(index + 1) : "";
  }

  void print(String text) throws IOException {
    io.out().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Says what is wrong; returns the exit status 1. */
  int complain(String what) throws IOException {
    io.err().write((name() + ": " + what + "\n").getBytes(StandardCharsets.UTF_8));
    return 1;
  }

  String path(String of) {
    return environment.resolve(of, process);
  }

  /** The content of a file, or of what comes in where the name is {@code -}. */
  byte[] content(String file) throws IOException {
    if (file.equals("-")) {
      return io.in().readAllBytes();
    }
    try (InputStream in = phone.files().read(path(file))) {
      return in.readAllBytes();
    }
  }

  /** Does something to each file; what fails is told, and the others are done. */
  int forEach(List<String> files, FileAction action) throws IOException, InterruptedException {
    int status = 0;
    for (String file : files) {
      try {
        action.run(file);
      } catch (PhoneFileException e) {
        status = complain(file + ": " + e.getMessage());
      }
    }
    return status;
  }

  /** What is done to a file. */
  @FunctionalInterface
  interface FileAction {
    void run(String file) throws IOException, InterruptedException;
  }
}
