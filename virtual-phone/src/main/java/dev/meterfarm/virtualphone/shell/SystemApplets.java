package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.PhoneState;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Commands on the phone as a whole: its properties, services, screen. */
final class SystemApplets {
  private static final int WAKE_UP = 224;
  private static final int SLEEP = 223;
  private static final int POWER = 26;

  private SystemApplets() {}

  static void register(Map<String, Call.Applet> into) {
    into.put("getprop", SystemApplets::getProperty);
    into.put("setprop", SystemApplets::setProperty);
    into.put("dumpsys", Dumpsys::run);
    into.put("cmd", SystemApplets::command);
    into.put("settings", call -> settings(call, call.arguments()));
    into.put("svc", SystemApplets::service);
    into.put("input", SystemApplets::input);
    into.put("am", call -> 0);
    into.put("wm", call -> 0);
    into.put("pm", SystemApplets::packages);
    into.put("id", call -> print(call, "uid=2000(shell) gid=2000(shell) groups=2000(shell)"));
    into.put("whoami", call -> print(call, "shell"));
    into.put("uname", SystemApplets::kernel);
    into.put("date", SystemApplets::date);
    into.put("uptime", SystemApplets::uptime);
    into.put("free", SystemApplets::memory);
    into.put("logcat", call -> 0);
    into.put("reboot", SystemApplets::reboot);
    into.put("virtual-phone", SystemApplets::control);
  }

  private static int print(Call call, String line) throws IOException {
    call.print(line + "\n");
    return 0;
  }

  private static int getProperty(Call call) throws IOException {
    PhoneState state = call.phone().state();
    if (!call.arguments().isEmpty()) {
      String value = state.property(call.argument(0));
      return print(call, value.isEmpty() ? call.argument(1) : value);
    }
    for (Map.Entry<String, String> of : state.properties().entrySet()) {
      call.print("[" + of.getKey() + "]: [" + of.getValue() + "]\n");
    }
    return 0;
  }

  private static int setProperty(Call call) throws IOException {
    if (call.arguments().size() < 2) {
      return call.complain("Needs 2 arguments (see \"setprop --help\")");
    }
    boolean set = call.phone().state().trySetProperty(call.argument(0), call.argument(1));
    return set
        ? 0
        : call.complain(
            "failed to set property '" + call.argument(0) + "' to '" + call.argument(1) + "'");
  }

  private static int command(Call call) throws IOException {
    PhoneState state = call.phone().state();
    String service = call.argument(0);
    if (service.equals("thermalservice") && state.model().abilities().thermalService()) {
      return thermal(call, state);
    }
    if (service.equals("power") && call.argument(1).startsWith("set-fixed-performance-mode")) {
      return 0;
    }
    if (service.equals("settings")) {
      return settings(call, call.arguments().subList(1, call.arguments().size()));
    }
    if (service.equals("battery") || service.equals("power") || service.equals("statusbar")) {
      return 0;
    }
    call.io()
        .err()
        .write(
            ("cmd: Can't find service: " + service + "\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return 20;
  }

  private static int thermal(Call call, PhoneState state) throws IOException {
    String status = call.argument(2);
    if (call.argument(1).equals("override-status") && status.matches("[0-6]")) {
      state.thermalStatus(Integer.parseInt(status));
      return 0;
    }
    if (call.argument(1).equals("reset")) {
      state.thermalStatus(0);
      return 0;
    }
    return call.complain("Unknown command: " + call.argument(1)) + 254;
  }

  private static int settings(Call call, List<String> words) throws IOException {
    if (words.size() == 3 && words.get(0).equals("get")) {
      Optional<String> value = call.phone().state().setting(words.get(1), words.get(2));
      return print(call, value.orElse("null"));
    }
    if (words.size() == 4 && words.get(0).equals("put")) {
      call.phone().state().setting(words.get(1), words.get(2), words.get(3));
      return 0;
    }
    return call.complain("Invalid command");
  }

  private static int service(Call call) throws IOException {
    if (call.argument(0).equals("power") && call.argument(1).equals("stayon")) {
      String on = call.argument(2).equals("false") ? "0" : "7";
      call.phone().state().setting("global", "stay_on_while_plugged_in", on);
      return 0;
    }
    if (call.argument(0).equals("power") && call.argument(1).equals("reboot")) {
      return reboot(call);
    }
    return List.of("wifi", "data", "bluetooth", "usb", "power").contains(call.argument(0))
        ? 0
        : call.complain("no such service");
  }

  private static int input(Call call) {
    PhoneState state = call.phone().state();
    if (call.argument(0).equals("keyevent")) {
      String key = call.argument(1).replace("KEYCODE_", "");
      if (key.equals("WAKEUP") || key.equals(Integer.toString(WAKE_UP))) {
        state.awake(true);
      } else if (key.equals("SLEEP") || key.equals(Integer.toString(SLEEP))) {
        state.awake(false);
      } else if (key.equals("POWER") || key.equals(Integer.toString(POWER))) {
        state.awake(!state.isAwake());
      }
    }
    return 0;
  }

  private static int packages(Call call) throws IOException {
    return call.argument(0).equals("list") ? print(call, "package:android") : 0;
  }

  private static int kernel(Call call) throws IOException {
    String abi = call.phone().state().property("ro.product.cpu.abi");
    String machine = abi.startsWith("arm64") ? "aarch64" : "armv7l";
    return switch (call.argument(0)) {
      case "-m" -> print(call, machine);
      case "-r" -> print(call, "4.14.276-virtual");
      case "-a" -> print(call, "Linux localhost 4.14.276-virtual #1 SMP PREEMPT " + machine);
      default -> print(call, "Linux");
    };
  }

  private static int date(Call call) throws IOException {
    Instant now = Instant.now();
    return print(
        call,
        call.argument(0).equals("+%s") ? Long.toString(now.getEpochSecond()) : now.toString());
  }

  private static int uptime(Call call) throws IOException {
    PhoneState state = call.phone().state();
    return print(
        call,
        String.format(
            Locale.ROOT,
            " up %d min,  0 users,  load average: %.2f, %.2f, %.2f",
            (long) (state.uptimeSeconds() / 60),
            state.load(),
            state.load(),
            state.load()));
  }

  private static int memory(Call call) throws IOException {
    long total = call.phone().state().model().memoryKilobytes() * 1024;
    call.print("\t\ttotal        used        free      shared     buffers\n");
    return print(call, "Mem:%21d%12d%12d%12d%12d".formatted(total, total / 2, total / 2, 0, 0));
  }

  private static int reboot(Call call) {
    call.phone().control().reboot();
    return 0;
  }

  private static int control(Call call) throws IOException {
    try {
      String told = call.phone().control().execute(call.arguments());
      return told.isEmpty() ? 0 : print(call, told);
    } catch (IllegalArgumentException e) {
      return call.complain(e.getMessage());
    }
  }
}
