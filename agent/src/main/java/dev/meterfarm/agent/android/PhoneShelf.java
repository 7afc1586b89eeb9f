package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Makes one of many phones visible to whoever stands before them. */
public final class PhoneShelf {
  /** Lets time pass between two signs. */
  @FunctionalInterface
  public interface Pause {
    /** Waits so long; true if the phone has been found and need not go on. */
    boolean isEnough(Duration time) throws InterruptedException;
  }

  private static final Duration QUICK = Duration.ofSeconds(15);
  private static final Duration LIT = Duration.ofMillis(700);
  private static final Duration DARK = Duration.ofMillis(300);
  private static final int WAKE = 224;
  private static final int SLEEP = 223;

  private PhoneShelf() {}

  /** The port of the adb server that adb itself would use. */
  public static int usualPort() {
    return AdbServer.environmentPort();
  }

  /** True if an adb server, or something else, listens there. */
  public static boolean isServerAnswering(int port) {
    return AdbServer.isAnswering(port);
  }

  /**
   * Blinks with a phone's screen, at full brightness, and leaves it as it was.
   *
   * @param serial the name by which adb knows it, or its own serial number
   * @param found told which phone it is, before it blinks
   * @throws FarmException if there is no such phone, or it does not answer
   */
  public static void locate(int port, String serial, int times, Consumer<String> found, Pause pause)
      throws InterruptedException {
    AdbServer.require(port);
    ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    try (AdbServer server = AdbServer.open(port, Optional.empty(), of -> {}, of -> {})) {
      AdbPhone phone = find(server.devices(), serial, deadlines);
      String name =
          phone
              .shell("echo $(getprop ro.product.manufacturer) $(getprop ro.product.model)", QUICK)
              .out()
              .strip();
      found.accept(name + " (" + phone.serial() + ")");
      blink(phone, times, pause);
    } finally {
      deadlines.shutdownNow();
    }
  }

  private static void blink(AdbPhone phone, int times, Pause pause) throws InterruptedException {
    boolean wasLit =
        phone.shell("dumpsys power | grep mWakefulness=", QUICK).out().contains("Awake");
    String brightness = phone.shell("settings get system screen_brightness", QUICK).out().strip();
    try {
      phone.shell("settings put system screen_brightness 255", QUICK);
      boolean enough = false;
      for (int i = 0; i < times && !enough; i++) {
        phone.shell("input keyevent " + WAKE, QUICK);
        enough = pause.isEnough(LIT);
        phone.shell("input keyevent " + SLEEP, QUICK);
        enough |= !enough && pause.isEnough(DARK);
      }
    } finally {
      String key = "input keyevent " + (wasLit ? WAKE : SLEEP);
      phone.shell(
          brightness.matches("\\d{1,4}")
              ? "settings put system screen_brightness " + brightness + "; " + key
              : key,
          QUICK);
    }
  }

  /** Its own serial number; empty if it does not answer, as others on the shelf may. */
  private static String ownSerial(AdbPhone phone) throws InterruptedException {
    try {
      return phone.shell("getprop ro.serialno", QUICK).out().strip();
    } catch (DeviceException e) {
      return "";
    }
  }

  private static AdbPhone find(
      List<IDevice> devices, String serial, ScheduledExecutorService deadlines)
      throws InterruptedException {
    for (IDevice of : devices) {
      if (of.getSerialNumber().equals(serial)) {
        return new AdbPhone(of, deadlines, new Leftovers());
      }
    }
    for (IDevice of : devices) {
      AdbPhone phone = new AdbPhone(of, deadlines, new Leftovers());
      if (phone.isOnline() && ownSerial(phone).equals(serial)) {
        return phone;
      }
    }
    List<String> known = devices.stream().map(IDevice::getSerialNumber).toList();
    throw new FarmException(
        ErrorCode.INVALID_REQUEST,
        "adb knows no phone "
            + serial
            + ", "
            + (known.isEmpty() ? "and no other" : "only " + String.join(", ", known))
            + "; 'bin/agent devices' lists them with what keeps them from being used");
  }
}
