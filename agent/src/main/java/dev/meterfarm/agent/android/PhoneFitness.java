package dev.meterfarm.agent.android;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.guard.DeviceReadings;
import java.util.List;

/**
 * Whether a phone may measure now.
 *
 * @param text its readings, or what is wrong with them
 */
record PhoneFitness(boolean isFit, String text) {
  /** Nothing speaks against it. */
  static final PhoneFitness UNASKED = new PhoneFitness(true, "");

  /** Asks a phone, which takes a moment. */
  static PhoneFitness of(PhoneDevice device) {
    try {
      DeviceReadings readings = device.readings();
      List<String> objections = device.objections(readings);
      return objections.isEmpty()
          ? new PhoneFitness(true, readings.summary() + leftOut(device))
          : new PhoneFitness(false, String.join("; ", objections));
    } catch (DeviceException e) {
      return new PhoneFitness(false, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PhoneFitness(false, "the agent stops");
    }
  }

  private static String leftOut(PhoneDevice device) {
    return device.leftOut().isEmpty()
        ? ""
        : "; left out: " + String.join("; ", device.leftOut().values());
  }
}
