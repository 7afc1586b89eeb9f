package dev.meterfarm.virtualphone.device;

/**
 * A battery's state.
 *
 * @param percent how full it is
 * @param tenthsOfCelsius how warm it is
 * @param usbPowered whether it hangs on USB
 */
public record Battery(int percent, int tenthsOfCelsius, boolean usbPowered) {
  private static final int CHARGING = 2;
  private static final int DISCHARGING = 3;
  private static final int FULL = 5;

  public Battery {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("a battery holds 0 to 100 percent, not " + percent);
    }
  }

  /** Android's number for what it does. */
  public int status() {
    if (!usbPowered) {
      return DISCHARGING;
    }
    return percent == 100 ? FULL : CHARGING;
  }
}
