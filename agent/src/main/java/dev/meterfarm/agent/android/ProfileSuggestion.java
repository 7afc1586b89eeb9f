package dev.meterfarm.agent.android;

import dev.meterfarm.agent.guard.CpuTopology;
import java.util.Locale;
import java.util.Optional;

/** A profile for a phone that none is for, as a start. */
final class ProfileSuggestion {
  private ProfileSuggestion() {}

  /** The text of a file for {@code device-profiles/}, and the udev rule for a phone on USB. */
  static String text(PhoneFacts of) {
    StringBuilder text = new StringBuilder();
    String slug = of.slug();
    text.append("# device-profiles/").append(slug).append(".yaml\n");
    text.append("# ").append(of.deviceClass()).append(": ").append(of.topology().text());
    text.append(of.gpu().isEmpty() ? "\n" : "; " + of.gpu() + "\n");
    text.append("device: ").append(slug).append('\n');
    text.append("driver: android\n");
    text.append("match:\n  model: [").append(quoted(of.property("ro.product.model"))).append("]\n");
    text.append("targets:\n");
    for (CpuTopology.Kind kind : CpuTopology.Kind.values()) {
      if (of.topology().find(kind).isPresent()) {
        String word = kind.name().toLowerCase(Locale.ROOT);
        text.append("  ").append(slug).append("-cpu-").append(word);
        text.append(": {cluster: ").append(word).append(", cores: 1, threads: 1}\n");
      }
    }
    text.append("  ").append(slug).append("-gpu: {delegate: gpu, precision: fp16}\n");
    if (of.usb().isPresent()) {
      text.append(udevRule(of.usb()));
    }
    return text.toString();
  }

  /**
   * The rule that lets the people of this machine use a phone.
   *
   * @param usb where it is plugged in; empty if not even that is known
   */
  static String udevRule(Optional<UsbPlaces.Place> usb) {
    return "# /etc/udev/rules.d/51-android.rules, then 'udevadm control --reload' and replug it\n"
        + "# SUBSYSTEM==\"usb\", ATTR{idVendor}==\""
        + usb.map(UsbPlaces.Place::vendor).orElse("VENDOR, the first four digits that lsusb tells")
        + "\", MODE=\"0660\", GROUP=\"plugdev\", TAG+=\"uaccess\"\n";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
