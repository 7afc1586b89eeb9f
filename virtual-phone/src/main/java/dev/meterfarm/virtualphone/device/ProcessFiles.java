package dev.meterfarm.virtualphone.device;

import dev.meterfarm.virtualphone.files.GeneratedFiles;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code /proc/PID} of the processes that run. */
public final class ProcessFiles implements GeneratedFiles {
  private static final Set<String> NAMES = Set.of("status", "cmdline", "comm", "oom_score_adj");

  private final Processes processes;
  private final PhoneState state;

  public ProcessFiles(Processes processes, PhoneState state) {
    this.processes = processes;
    this.state = state;
  }

  @Override
  public Optional<Supplier<String>> find(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length != 4 || !parts[1].equals("proc") || !NAMES.contains(parts[3])) {
      return Optional.empty();
    }
    return process(parts[2]).map(of -> () -> content(of, parts[3]));
  }

  private Optional<PhoneProcess> process(String number) {
    return number.matches("\\d{1,9}") ? processes.find(Integer.parseInt(number)) : Optional.empty();
  }

  private String content(PhoneProcess of, String file) {
    return switch (file) {
      case "cmdline" -> String.join("\0", of.command()) + "\0";
      case "comm" -> name(of) + "\n";
      case "oom_score_adj" -> "-950\n";
      default -> status(of);
    };
  }

  /** As the kernel names a process: the last part of its program, 15 characters at the most. */
  public static String name(PhoneProcess of) {
    String program = of.command().isEmpty() ? "sh" : of.command().get(0);
    String last = program.substring(program.lastIndexOf('/') + 1);
    return last.length() > 15 ? last.substring(0, 15) : last;
  }

  private String status(PhoneProcess of) {
    long mask = of.affinity() & state.onlineMask();
    long allowed = mask == 0 ? state.onlineMask() : mask;
    return "Name:\t"
        + name(of)
        + "\nState:\tR (running)\nTgid:\t"
        + of.pid()
        + "\nPid:\t"
        + of.pid()
        + "\nPPid:\t"
        + of.parent()
        + "\nUid:\t2000\t2000\t2000\t2000\nGid:\t2000\t2000\t2000\t2000\nThreads:\t1\nCpus_allowed:\t"
        + CpuMask.hex(allowed)
        + "\nCpus_allowed_list:\t"
        + CpuMask.list(allowed)
        + "\n";
  }

  @Override
  public Set<String> names(String folder) {
    if (folder.equals("/proc")) {
      Set<String> names = new TreeSet<>();
      processes.all().forEach(of -> names.add(Integer.toString(of.pid())));
      return names;
    }
    String[] parts = folder.split("/", -1);
    return parts.length == 3 && parts[1].equals("proc") && process(parts[2]).isPresent()
        ? NAMES
        : Set.of();
  }
}
