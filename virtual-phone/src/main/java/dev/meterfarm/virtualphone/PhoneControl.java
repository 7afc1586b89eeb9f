package dev.meterfarm.virtualphone;

import dev.meterfarm.protocol.wire.DurationText;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.benchmark.RunFault;
import dev.meterfarm.virtualphone.device.Battery;
import dev.meterfarm.virtualphone.shell.Control;
import dev.meterfarm.virtualphone.tool.GpuMode;
import dev.meterfarm.virtualphone.tool.ToolVersion;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The words that script a phone: typed in its own shell as {@code virtual-phone ...}, or given to a
 * rehearsal.
 */
public final class PhoneControl implements Control {
  private static final String USAGE =
      """
      scripts this virtual phone:
        battery PERCENT [CELSIUS]   cable on|off          charging or not
        heat CELSIUS                cool                  thermometers
        thermal 0..6                screen on|off         load AVERAGE
        core NUMBER on|off          governor NAME         clock PERCENT
        up HOURS                    time since its last boot
        disk FREE_BYTES             what is left on its disk
        tool 2.4|2.14|current       whose output its benchmark tool prints
        gpu works|unsupported|fallback|no-library
        next-run hang | killed [AFTER] | truncated [BYTES] | unplugged [AFTER] | fine
        next-run-of WORD ...        the same, once the command line has that word in it
        unplug [FOR]    offline [FOR]    unauthorized [FOR]    mute [FOR]    online
        reboot [BOOT_TIME]""";

  private static final int HALF_A_LINE = 700;

  private final VirtualPhone phone;

  public PhoneControl(VirtualPhone phone) {
    this.phone = phone;
  }

  @Override
  public void reboot() {
    phone.reboot();
  }

  @Override
  public String execute(List<String> words) {
    String verb = words.isEmpty() ? "help" : words.get(0);
    String first = words.size() > 1 ? words.get(1) : "";
    String second = words.size() > 2 ? words.get(2) : "";
    switch (verb) {
      case "help" -> {
        return USAGE;
      }
      case "battery" -> battery(first, second);
      case "cable" -> {
        Battery of = phone.state().battery();
        phone.state().battery(new Battery(of.percent(), of.tenthsOfCelsius(), isOn(first)));
      }
      case "heat" -> phone.state().warmTo(number(first));
      case "cool" -> phone.state().coolDown();
      case "thermal" -> phone.state().thermalStatus((int) number(first));
      case "screen" -> phone.state().awake(isOn(first));
      case "load" -> phone.state().load(number(first));
      case "core" -> phone.state().online((int) number(first), isOn(second));
      case "governor" -> phone.state().governor(required(first, "a governor"));
      case "clock" -> phone.state().clockLimit((int) number(first));
      case "up" -> phone.state().up(Duration.ofSeconds((long) (3600 * number(first))));
      case "disk" -> phone.files().storage().leave((long) number(first));
      case "tool" -> phone.benchmark().version(version(first));
      case "gpu" -> phone.benchmark().gpu(gpu(first));
      case "next-run" -> nextRun("", first, second);
      case "next-run-of" ->
          nextRun(
              required(first, "a word of the command line"),
              second,
              words.size() > 3 ? words.get(3) : "");
      case "reboot" -> {
        if (!first.isEmpty()) {
          phone.bootTime(duration(first));
        }
        phone.reboot();
      }
      default -> become(reachability(verb), first);
    }
    return "";
  }

  private void battery(String percent, String celsius) {
    Battery of = phone.state().battery();
    int tenths = celsius.isEmpty() ? of.tenthsOfCelsius() : (int) Math.round(number(celsius) * 10);
    phone.state().battery(new Battery((int) number(percent), tenths, of.usbPowered()));
  }

  private void nextRun(String word, String what, String how) {
    switch (what) {
      case "hang" -> phone.benchmark().nextRunOf(word, RunFault.hang());
      case "killed" ->
          phone
              .benchmark()
              .nextRunOf(word, RunFault.killed(durationOr(how, Duration.ofMillis(200))));
      case "unplugged" ->
          phone
              .benchmark()
              .nextRunOf(word, RunFault.unplugged(durationOr(how, Duration.ofMillis(200))));
      case "truncated" ->
          phone
              .benchmark()
              .nextRunOf(word, RunFault.truncated(how.isEmpty() ? HALF_A_LINE : (int) number(how)));
      case "fine" -> phone.benchmark().noMoreFaults();
      default ->
          throw new IllegalArgumentException(
              "a run can hang, be killed, truncated, unplugged or fine, not '" + what + "'");
    }
  }

  private void become(Reachability other, String lasting) {
    if (lasting.isEmpty() || other == Reachability.ONLINE) {
      phone.become(other);
    } else {
      phone.become(other, duration(lasting));
    }
  }

  private static Reachability reachability(String word) {
    return switch (word) {
      case "online", "plug" -> Reachability.ONLINE;
      case "unplug" -> Reachability.UNPLUGGED;
      case "offline" -> Reachability.SILENT;
      case "unauthorized" -> Reachability.UNAUTHORIZED;
      case "mute" -> Reachability.MUTE;
      default ->
          throw new IllegalArgumentException(
              "'" + word + "' is none of its words; 'virtual-phone help' tells them");
    };
  }

  private static boolean isOn(String word) {
    if (!word.equals("on") && !word.equals("off")) {
      throw new IllegalArgumentException("on or off, not '" + word + "'");
    }
    return word.equals("on");
  }

  private static String required(String word, String what) {
    if (word.isEmpty()) {
      throw new IllegalArgumentException(what + " is missing");
    }
    return word;
  }

  private static double number(String word) {
    if (!word.matches("\\d{1,15}(\\.\\d{1,6})?")) {
      throw new IllegalArgumentException("a number is needed, not '" + word + "'");
    }
    return Double.parseDouble(word);
  }

  private static Duration durationOr(String word, Duration otherwise) {
    return word.isEmpty() ? otherwise : duration(word);
  }

  private static Duration duration(String word) {
    return DurationText.parse(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + word + "' is no time: it must be " + DurationText.RULE));
  }

  private static ToolVersion version(String word) {
    return ToolVersion.find(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the tool's versions are 2.4, 2.14 and current, not '" + word + "'"));
  }

  private static GpuMode gpu(String word) {
    try {
      return GpuMode.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a GPU works, or is unsupported, fallback or no-library, not '" + word + "'", e);
    }
  }
}
