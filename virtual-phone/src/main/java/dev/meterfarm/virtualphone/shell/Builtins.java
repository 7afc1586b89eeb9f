package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.files.FileStat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** Commands that change the shell itself. */
final class Builtins {
  private final Programs programs;
  private final Programs.Scripts scripts;
  private final Map<String, Call.Applet> all = new TreeMap<>();

  Builtins(Programs programs, Programs.Scripts scripts) {
    this.programs = programs;
    this.scripts = scripts;
    all.put(":", call -> 0);
    all.put("trap", call -> 0);
    all.put("set", call -> 0);
    all.put("ulimit", call -> 0);
    all.put("umask", call -> 0);
    all.put("break", call -> leave(false));
    all.put("continue", call -> leave(true));
    all.put("cd", Builtins::changeFolder);
    all.put("exit", Builtins::exit);
    all.put("return", Builtins::exit);
    all.put("export", Builtins::export);
    all.put("unset", Builtins::unset);
    all.put("read", Builtins::read);
    all.put("wait", Builtins::await);
    all.put("exec", call -> inPlace(call, call.arguments()));
    all.put("command", this::command);
    all.put("eval", this::eval);
    all.put("which", call -> locate(call, call.argument(0)));
  }

  Optional<Call.Applet> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  private static int leave(boolean goesOn) {
    throw new BreakException(goesOn);
  }

  private int inPlace(Call call, List<String> words) throws IOException, InterruptedException {
    return words.isEmpty() ? 0 : programs.execute(words, call.io(), call.process());
  }

  private static int changeFolder(Call call) throws IOException {
    String folder = call.path(call.arguments().isEmpty() ? "/" : call.argument(0));
    Optional<FileStat> stat = call.phone().files().stat(folder);
    if (stat.isEmpty() || !stat.get().isDirectory()) {
      call.complain(call.argument(0) + ": No such file or directory");
      return 2;
    }
    call.environment().folder(folder);
    return 0;
  }

  private static int exit(Call call) {
    String status = call.argument(0);
    throw new ExitException(
        status.matches("\\d{1,3}") ? Integer.parseInt(status) & 0xff : call.environment().status());
  }

  private static int export(Call call) {
    for (String assignment : call.arguments()) {
      int equals = assignment.indexOf('=');
      if (equals > 0) {
        call.environment()
            .variable(assignment.substring(0, equals), assignment.substring(equals + 1));
      }
    }
    return 0;
  }

  private static int unset(Call call) {
    call.arguments().forEach(call.environment()::forget);
    return 0;
  }

  private static int read(Call call) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = call.io().in().read();
    boolean any = c >= 0;
    while (c >= 0 && c != '\n') {
      line.append((char) c);
      c = call.io().in().read();
    }
    List<String> names = call.arguments().stream().filter(a -> !a.startsWith("-")).toList();
    String[] pieces = line.toString().strip().split("[ \\t]+", Math.max(1, names.size()));
    for (int i = 0; i < names.size(); i++) {
      call.environment().variable(names.get(i), i < pieces.length ? pieces[i] : "");
    }
    return any ? 0 : 1;
  }

  private static int await(Call call) throws InterruptedException {
    int status = 0;
    for (var job : List.copyOf(call.environment().jobs())) {
      try {
        status = job.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("jobs end with a status", e.getCause());
      }
    }
    call.environment().jobs().clear();
    return call.arguments().isEmpty() ? 0 : status;
  }

  private int command(Call call) throws IOException, InterruptedException {
    return call.argument(0).equals("-v")
        ? locate(call, call.argument(1))
        : inPlace(call, call.arguments());
  }

  private int locate(Call call, String name) throws IOException {
    boolean own = find(name).isPresent();
    boolean known = own || programs.isKnown(name);
    if (known) {
      call.print((own ? "" : "/system/bin/") + name + "\n");
    }
    return known ? 0 : 1;
  }

  private int eval(Call call) throws IOException, InterruptedException {
    return scripts.run(List.of(), String.join(" ", call.arguments()), call.process(), call.io());
  }
}
