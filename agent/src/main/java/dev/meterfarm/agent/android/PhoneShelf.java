package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes one of many phones visible to whoever stands before them. */
public final class PhoneShelf {
  private static final Duration QUICK = Duration.ofSeconds(15);
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
   * @throws FarmException if there is no such phone, or it does not answer
   */
  public static void locate(int port, String serial, int times) throws InterruptedException {
    ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    try (AdbServer server = AdbServer.open(port, Optional.empty(), of -> {}, of -> {})) {
      AdbPhone phone = find(server.devices(), serial, deadlines);
      String brightness = phone.shell("settings get system screen_brightness", QUICK).out().strip();
      try {
        phone.shell("settings put system screen_brightness 255", QUICK);
        for (int i = 0; i < times; i++) {
          phone.shell("input keyevent " + WAKE, QUICK);
          TimeUnit.MILLISECONDS.sleep(700);
          phone.shell("input keyevent " + SLEEP, QUICK);
          TimeUnit.MILLISECONDS.sleep(300);
        }
      } finally {
        if (brightness.matches("\\d{1,4}")) {
          phone.shell("settings put system screen_brightness " + brightness, QUICK);
        }
      }
    } finally {
      deadlines.shutdownNow();
    }
  }

  private static AdbPhone find(
      List<IDevice> devices, String serial, ScheduledExecutorService deadlines)
      throws InterruptedException {
    for (IDevice of : devices) {
      AdbPhone phone = new AdbPhone(of, deadlines);
      if (of.getSerialNumber().equals(serial)
          || (phone.isOnline()
              && phone.shell("getprop ro.serialno", QUICK).out().strip().equals(serial))) {
        return phone;
      }
    }
    throw new FarmException(
        ErrorCode.INVALID_REQUEST,
        "adb knows no phone "
            + serial
            + ", only "
            + devices.stream().map(IDevice::getSerialNumber).toList());
  }
}
