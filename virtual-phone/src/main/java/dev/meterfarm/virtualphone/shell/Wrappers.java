package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.CpuMask;
import dev.meterfarm.virtualphone.device.PhoneProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Programs that run another command in their own place. */
final class Wrappers {
  private static final int TERMINATE = 15;
  private static final int TIMED_OUT = 124;

  private final Programs programs;
  private final Programs.Scripts scripts;
  private final Map<String, Call.Applet> all = new TreeMap<>();

  Wrappers(Programs programs, Programs.Scripts scripts) {
    this.programs = programs;
    this.scripts = scripts;
    all.put("nohup", call -> inPlace(call, call.arguments()));
    all.put("setsid", call -> inPlace(call, call.arguments()));
    all.put("nice", call -> inPlace(call, withoutOptions(call.arguments())));
    all.put("env", this::env);
    all.put("taskset", this::taskset);
    all.put("timeout", this::timeout);
    all.put("sh", this::shell);
  }

  Optional<Call.Applet> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  private int inPlace(Call call, List<String> words) throws IOException, InterruptedException {
    return words.isEmpty() ? 0 : programs.execute(words, call.io(), call.process());
  }

  /** {@code nice -n 5 command} and the like. */
  private static List<String> withoutOptions(List<String> words) {
    int skip = words.isEmpty() || !words.get(0).startsWith("-") ? 0 : 1;
    return words.subList(skip + (skip == 1 && words.get(0).equals("-n") ? 1 : 0), words.size());
  }

  private int env(Call call) throws IOException, InterruptedException {
    List<String> words = call.arguments();
    while (!words.isEmpty() && words.get(0).matches("[A-Za-z_]\\w*=.*")) {
      String[] assignment = words.get(0).split("=", 2);
      call.environment().variable(assignment[0], assignment[1]);
      words = words.subList(1, words.size());
    }
    if (words.isEmpty()) {
      for (Map.Entry<String, String> of : call.environment().variables().entrySet()) {
        call.print(of.getKey() + "=" + of.getValue() + "\n");
      }
    }
    return inPlace(call, words);
  }

  private int shell(Call call) throws IOException, InterruptedException {
    if (call.argument(0).equals("-c")) {
      List<String> rest =
          call.words().subList(Math.min(3, call.words().size()), call.words().size());
      return scripts.run(
          rest.isEmpty() ? List.of("sh") : rest, call.argument(1), call.process(), call.io());
    }
    String text =
        call.arguments().isEmpty()
            ? new String(call.content("-"), StandardCharsets.UTF_8)
            : new String(call.content(call.argument(0)), StandardCharsets.UTF_8);
    return scripts.run(
        call.arguments().isEmpty() ? List.of("sh") : call.arguments(),
        text,
        call.process(),
        call.io());
  }

  private int taskset(Call call) throws IOException, InterruptedException {
    if (call.argument(0).equals("-p")) {
      return affinityOf(call);
    }
    if (call.arguments().size() < 2) {
      return call.complain("Needs 2 arguments (see \"taskset --help\")");
    }
    Optional<Long> mask = mask(call, call.argument(0));
    if (mask.isEmpty()) {
      return call.complain("sched_setaffinity: Invalid argument");
    }
    call.process().affinity(mask.get());
    return inPlace(call, call.arguments().subList(1, call.arguments().size()));
  }

  private static Optional<Long> mask(Call call, String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (!digits.matches("[0-9a-fA-F]{1,15}")) {
      return Optional.empty();
    }
    long mask = Long.parseLong(digits, 16) & call.phone().state().onlineMask();
    return mask == 0 ? Optional.empty() : Optional.of(mask);
  }

  private static int affinityOf(Call call) throws IOException {
    boolean sets = call.arguments().size() > 2;
    String number = call.argument(sets ? 2 : 1);
    Optional<PhoneProcess> process =
        number.matches("\\d{1,9}")
            ? call.phone().processes().find(Integer.parseInt(number))
            : Optional.empty();
    if (process.isEmpty()) {
      return call.complain("failed to get pid " + number + "'s affinity: No such process");
    }
    if (sets) {
      Optional<Long> mask = mask(call, call.argument(1));
      if (mask.isEmpty()) {
        return call.complain("sched_setaffinity: Invalid argument");
      }
      process.get().affinity(mask.get());
    }
    String word = sets ? "new" : "current";
    call.print(
        "pid %s's %s affinity mask: %s\n"
            .formatted(number, word, CpuMask.hex(process.get().affinity())));
    return 0;
  }

  private int timeout(Call call) throws IOException, InterruptedException {
    List<String> words = withoutOptions(call.arguments());
    if (words.size() < 2) {
      return call.complain("Needs 2 arguments (see \"timeout --help\")");
    }
    Duration limit;
    try {
      limit = Applets.duration(words.get(0));
    } catch (NumberFormatException e) {
      return call.complain("bad number '" + words.get(0) + "'");
    }
    PhoneProcess process =
        call.phone()
            .processes()
            .start(call.process().pid(), words.subList(1, words.size()), call.process().affinity());
    CompletableFuture.delayedExecutor(
            limit.toMillis(), TimeUnit.MILLISECONDS, call.phone().executor())
        .execute(() -> process.signal(TERMINATE));
    try {
      return programs.execute(words.subList(1, words.size()), call.io(), process);
    } catch (InterruptedException | IOException e) {
      if (process.endedBy().isEmpty()) {
        throw e;
      }
      return process.endedBy().get() == TERMINATE ? TIMED_OUT : 128 + process.endedBy().get();
    } finally {
      call.phone().processes().end(process);
    }
  }
}
