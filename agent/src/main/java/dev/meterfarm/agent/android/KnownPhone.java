package dev.meterfarm.agent.android;

import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.driver.DeviceSighting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A phone that adb has told of. Guarded by the source that keeps it. */
final class KnownPhone {
  /** What to run on it when it is back. Thread-safe. */
  final Leftovers leftovers = new Leftovers();

  IDevice handle;
  PhoneState state = PhoneState.DISCONNECTED;
  String reason = "";
  Optional<PhoneFacts> facts = Optional.empty();
  Optional<ProfileChoice> choice = Optional.empty();
  Optional<PhoneDevice> device = Optional.empty();

  /** True if both are the same piece of hardware, by what they say of themselves. */
  boolean hasSerialOf(PhoneFacts other) {
    return facts.map(PhoneFacts::hardwareSerial).filter(other.hardwareSerial()::equals).isPresent();
  }

  /**
   * What people are told of it.
   *
   * @param serial the name by which adb knows it
   * @param fitness of its device, fit where it has none
   */
  DeviceSighting sighting(String serial, PhoneFitness fitness) {
    return new DeviceSighting(
        serial + UsbPlaces.ofThisMachine().find(serial).map(at -> " at " + at.text()).orElse(""),
        "android",
        facts.map(PhoneFacts::deviceClass).orElse(""),
        fitness.isFit() ? state.name().toLowerCase(Locale.ROOT) : "unfit",
        fitness.text().isEmpty() ? reason : fitness.text(),
        choice.map(of -> of.profile().device() + " (" + of.why() + ")").orElse(""),
        device.map(PhoneDevice::targets).orElse(List.of()),
        device.map(PhoneDevice::leftOut).orElse(Map.of()),
        device.map(PhoneDevice::tool).orElse(""),
        facts.map(ProfileSuggestion::text).orElseGet(() -> allowed(serial)));
  }

  /** What lets this machine ask the phone what it is. */
  private String allowed(String serial) {
    return state == PhoneState.NO_PERMISSION
        ? ProfileSuggestion.udevRule(UsbPlaces.ofThisMachine().find(serial))
        : "";
  }
}
