package dev.meterfarm.virtualphone.shell;

import dev.meterfarm.virtualphone.device.Battery;
import dev.meterfarm.virtualphone.device.PhoneState;
import dev.meterfarm.virtualphone.device.ThermalSensor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What Android's services tell of themselves. */
final class Dumpsys {
  private Dumpsys() {}

  static int run(Call call) throws IOException {
    PhoneState state = call.phone().state();
    List<String> words = call.arguments().stream().filter(a -> !a.startsWith("-")).toList();
    String service = words.isEmpty() ? "" : words.get(0);
    switch (service) {
      case "battery" -> {
        return battery(call, state, words.subList(1, words.size()));
      }
      case "power" -> call.print(power(state));
      case "display" -> call.print(display(state));
      case "SurfaceFlinger" -> call.print("GLES: " + state.model().gpu() + "\n");
      case "thermalservice" -> {
        return thermal(call, state);
      }
      default -> {
        return missing(call, service);
      }
    }
    return 0;
  }

  private static int missing(Call call, String service) throws IOException {
    call.print("Can't find service: " + service + "\n");
    return 0;
  }

  private static int battery(Call call, PhoneState state, List<String> words) throws IOException {
    Battery of = state.battery();
    if (words.size() == 3 && words.get(0).equals("set") && words.get(2).matches("\\d{1,4}")) {
      int value = Integer.parseInt(words.get(2));
      switch (words.get(1)) {
        case "level" ->
            state.battery(new Battery(Math.min(100, value), of.tenthsOfCelsius(), of.usbPowered()));
        case "temp" -> state.battery(new Battery(of.percent(), value, of.usbPowered()));
        case "usb" -> state.battery(new Battery(of.percent(), of.tenthsOfCelsius(), value != 0));
        default -> call.complain("Unknown set option: " + words.get(1));
      }
      return 0;
    }
    if (!words.isEmpty()) {
      return 0;
    }
    call.print("Current Battery Service state:\n");
    call.print("  AC powered: false\n");
    call.print("  USB powered: " + of.usbPowered() + "\n");
    call.print("  Wireless powered: false\n");
    call.print("  Max charging current: 500000\n");
    call.print("  Max charging voltage: 5000000\n");
    call.print("  Charge counter: " + of.percent() * 28_000 + "\n");
    call.print("  status: " + of.status() + "\n");
    call.print("  health: 2\n");
    call.print("  present: true\n");
    call.print("  level: " + of.percent() + "\n");
    call.print("  scale: 100\n");
    call.print("  voltage: 4180\n");
    call.print("  temperature: " + of.tenthsOfCelsius() + "\n");
    call.print("  technology: Li-ion\n");
    return 0;
  }

  private static String power(PhoneState state) {
    boolean awake = state.isAwake();
    return "POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mDirty=0x0\n  mWakefulness="
        + (awake ? "Awake" : "Asleep")
        + "\n  mIsPowered="
        + state.battery().usbPowered()
        + "\n  mStayOn="
        + (awake && !state.setting("global", "stay_on_while_plugged_in").orElse("0").equals("0"))
        + "\n  mLowPowerModeEnabled="
        + state.setting("global", "low_power").orElse("0").equals("1")
        + "\n\nDisplay Power: state="
        + (awake ? "ON" : "OFF")
        + "\n";
  }

  private static String display(PhoneState state) {
    return "DISPLAY MANAGER (dumpsys display)\n  mOnlyCode=false\n  mScreenState="
        + (state.isAwake() ? "ON" : "OFF")
        + "\n";
  }

  private static int thermal(Call call, PhoneState state) throws IOException {
    if (!state.model().abilities().thermalService()) {
      return missing(call, "thermalservice");
    }
    call.print("IsStatusOverride: false\n");
    call.print("ThermalEventListeners:\n\tcallbacks: 1\n\tkilled: false\n");
    call.print("Thermal Status: " + state.thermalStatus() + "\n");
    call.print("Cached temperatures:\n");
    for (ThermalSensor sensor : state.model().sensors()) {
      call.print(temperature(sensor, sensor.celsius(), 0));
    }
    call.print("HAL Ready: true\nHAL connection:\n\tThermalHAL 2.0 connected: yes\n");
    call.print("Current temperatures from HAL:\n");
    for (ThermalSensor sensor : state.model().sensors()) {
      call.print(temperature(sensor, state.celsius(sensor), state.thermalStatus()));
    }
    call.print("Current cooling devices from HAL:\n");
    call.print("\tCoolingDevice{mValue=0, mType=2, mName=thermal-cpufreq-0}\n");
    return 0;
  }

  private static String temperature(ThermalSensor sensor, double celsius, int status) {
    return String.format(
        Locale.ROOT,
        "\tTemperature{mValue=%.1f, mType=%d, mName=%s, mStatus=%d}\n",
        celsius,
        sensor.type(),
        sensor.name(),
        status);
  }
}
