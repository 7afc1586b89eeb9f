package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.files.PhonePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;

/** What one shell knows: its folder, variables, last status, jobs. Belongs to one thread. */
final class Environment {
  private final Map<String, String> variables;
  private final List<Future<Integer>> jobs = new ArrayList<>();
  private final List<Future<Integer>> holders = new ArrayList<>();
  private final PhoneProcess process;
  private List<String> arguments = List.of();
  private String folder;
  private int status;
  private int lastBackground;

  Environment(PhoneProcess process) {
    this(process, new TreeMap<>(), "/");
    variables.put("HOME", "/");
    variables.put("SHELL", "/system/bin/sh");
    variables.put("USER", "shell");
    variables.put("HOSTNAME", "virtual");
    variables.put("TMPDIR", "/data/local/tmp");
    variables.put("PATH", "/product/bin:/apex/com.android.runtime/bin:/system/bin");
    variables.put("ANDROID_DATA", "/data");
    variables.put("ANDROID_ROOT", "/system");
  }

  private Environment(PhoneProcess process, Map<String, String> variables, String folder) {
    this.process = process;
    this.variables = variables;
    this.folder = folder;
  }

  /** What a subshell starts with. */
  Environment copyFor(PhoneProcess other) {
    Environment copy = new Environment(other, new TreeMap<>(variables), folder);
    copy.status = status;
    copy.arguments = arguments;
    return copy;
  }

  PhoneProcess process() {
    return process;
  }

  /** An absolute path, with {@code /proc/self} meaning this process. */
  String resolve(String path) {
    return resolve(path, process);
  }

  String resolve(String path, PhoneProcess self) {
    String absolute = PhonePath.resolve(folder, path);
    if (absolute.equals("/proc/self") || absolute.startsWith("/proc/self/")) {
      return "/proc/" + self.pid() + absolute.substring("/proc/self".length());
    }
    return absolute;
  }

  String folder() {
    return folder;
  }

  void folder(String other) {
    folder = other;
  }

  String variable(String name) {
    return switch (name) {
      case "?" -> Integer.toString(status);
      case "$" -> Integer.toString(process.pid());
      case "!" -> lastBackground == 0 ? "" : Integer.toString(lastBackground);
      case "#" -> Integer.toString(Math.max(0, arguments.size() - 1));
      case "@", "*" ->
          arguments.isEmpty() ? "" : String.join(" ", arguments.subList(1, arguments.size()));
      case "PWD" -> folder;
      default -> name.matches("\\d") ? argument(name) : variables.getOrDefault(name, "");
    };
  }

  private String argument(String number) {
    int index = Integer.parseInt(number);
    if (index == 0 && arguments.isEmpty()) {
      return "/system/bin/sh";
    }
    return index < arguments.size() ? arguments.get(index) : "";
  }

  /** The script's name and its arguments. */
  void arguments(List<String> of) {
    arguments = List.copyOf(of);
  }

  void variable(String name, String value) {
    variables.put(name, value);
  }

  void forget(String name) {
    variables.remove(name);
  }

  Map<String, String> variables() {
    return variables;
  }

  int status() {
    return status;
  }

  void status(int of) {
    status = of;
  }

  /**
   * Remembers a background job.
   *
   * @param holdsOutput whether it writes to where the shell itself writes
   */
  void started(int pid, Future<Integer> job, boolean holdsOutput) {
    lastBackground = pid;
    jobs.add(job);
    if (holdsOutput) {
      holders.add(job);
    }
  }

  List<Future<Integer>> jobs() {
    return jobs;
  }

  /** Jobs that keep the shell's output open, so that its reader does not see the end of it. */
  List<Future<Integer>> holders() {
    return holders;
  }
}
