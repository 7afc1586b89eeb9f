package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneProcess;
import dev.meterfarm.virtualphone.device.ProcessFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Commands on processes. */
final class ProcessApplets {
  private static final Map<String, Integer> SIGNALS =
      Map.of("HUP", 1, "INT", 2, "QUIT", 3, "ABRT", 6, "KILL", 9, "TERM", 15);

  private ProcessApplets() {}

  static void register(Map<String, Call.Applet> into) {
    into.put("sleep", ProcessApplets::sleep);
    into.put("usleep", call -> pause(call, call.argument(0), 1e-6));
    into.put("kill", ProcessApplets::kill);
    into.put("killall", ProcessApplets::killAll);
    into.put("pkill", ProcessApplets::killAll);
    into.put("ps", ProcessApplets::list);
    into.put("pidof", call -> pids(call, " "));
    into.put("pgrep", call -> pids(call, "\n"));
    into.put("nproc", ProcessApplets::cores);
  }

  private static int sleep(Call call) throws IOException, InterruptedException {
    try {
      TimeUnit.NANOSECONDS.sleep(Applets.duration(call.argument(0)).toNanos());
      return 0;
    } catch (NumberFormatException e) {
      return call.complain("bad number '" + call.argument(0) + "'");
    }
  }

  private static int pause(Call call, String number, double unit)
      throws IOException, InterruptedException {
    if (!number.matches("\\d{1,12}")) {
      return call.complain("bad number '" + number + "'");
    }
    TimeUnit.NANOSECONDS.sleep((long) (Long.parseLong(number) * unit * 1e9));
    return 0;
  }

  private static Optional<Integer> signal(String text) {
    String name = text.replaceFirst("^SIG", "");
    return name.matches("\\d{1,2}")
        ? Optional.of(Integer.parseInt(name))
        : Optional.ofNullable(SIGNALS.get(name));
  }

  private static int kill(Call call) throws IOException {
    List<String> words = new ArrayList<>(call.arguments());
    int number = 15;
    if (!words.isEmpty() && words.get(0).startsWith("-")) {
      String option = words.remove(0);
      String name = option.equals("-s") && !words.isEmpty() ? words.remove(0) : option.substring(1);
      Optional<Integer> known = signal(name);
      if (known.isEmpty()) {
        return call.complain("bad signal '" + name + "'");
      }
      number = known.get();
    }
    int status = 0;
    for (String pid : words) {
      Optional<PhoneProcess> process =
          pid.matches("\\d{1,9}")
              ? call.phone().processes().find(Integer.parseInt(pid))
              : Optional.empty();
      if (process.isEmpty()) {
        status = call.complain(pid + ": No such process");
      } else if (number != 0) {
        process.get().signal(number);
      }
    }
    return status;
  }

  private static List<PhoneProcess> named(Call call, String name, boolean full) {
    return call.phone().processes().all().stream()
        .filter(p -> p != call.process() && p != call.environment().process())
        .filter(
            p ->
                full
                    ? String.join(" ", p.command()).contains(name)
                    : ProcessFiles.name(p)
                        .equals(name.length() > 15 ? name.substring(0, 15) : name))
        .toList();
  }

  private static String lastWord(Call call) {
    return call.arguments().isEmpty() ? "" : call.arguments().get(call.arguments().size() - 1);
  }

  private static int killAll(Call call) throws IOException {
    int number = 15;
    for (String word : call.arguments()) {
      if (word.startsWith("-")) {
        number = signal(word.substring(1)).orElse(number);
      }
    }
    String name = lastWord(call);
    List<PhoneProcess> found = named(call, name, call.arguments().contains("-f"));
    for (PhoneProcess process : found) {
      process.signal(number);
    }
    boolean tells = call.name().endsWith("killall");
    return found.isEmpty() ? (tells ? call.complain(name + ": No such process") : 1) : 0;
  }

  private static int pids(Call call, String between) throws IOException {
    List<String> found =
        named(call, lastWord(call), call.arguments().contains("-f")).stream()
            .map(p -> Integer.toString(p.pid()))
            .toList();
    if (!found.isEmpty()) {
      call.print(String.join(between, found) + "\n");
    }
    return found.isEmpty() ? 1 : 0;
  }

  private static int list(Call call) throws IOException {
    call.print("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n");
    call.print("root             1     0   12345   1234 0                   0 S init\n");
    call.print("shell          512     1   12345   1234 0                   0 S adbd\n");
    for (PhoneProcess of : call.phone().processes().all()) {
      call.print(
          "shell        %5d %5d   12345   1234 0                   0 S %s\n"
              .formatted(of.pid(), of.parent(), ProcessFiles.name(of)));
    }
    return 0;
  }

  private static int cores(Call call) throws IOException {
    long mask = call.process().affinity() & call.phone().state().onlineMask();
    call.print(Long.bitCount(mask) + "\n");
    return 0;
  }
}
