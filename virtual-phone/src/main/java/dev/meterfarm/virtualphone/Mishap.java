package dev.meterfarm.virtualphone;

import java.util.List;
import java.util.Objects;

/**
 * Something that befalls a phone.
 *
 * @param words what is said to its {@link PhoneControl}
 * @param remedies what is said some time later, so that the phone is well again
 */
public record Mishap(String words, List<String> remedies) {
  /** One of each kind. */
  public static final List<Mishap> ALL =
      List.of(
          new Mishap("next-run hang", List.of("next-run fine")),
          new Mishap("next-run killed", List.of("next-run fine")),
          new Mishap("next-run truncated", List.of("next-run fine")),
          new Mishap("next-run unplugged", List.of("next-run fine", "online")),
          new Mishap("unplug", List.of("online")),
          new Mishap("offline", List.of("online")),
          new Mishap("unauthorized", List.of("online")),
          new Mishap("mute", List.of("online")),
          new Mishap("reboot 5s", List.of()),
          new Mishap("disk 1000000", List.of("disk 40000000000")),
          new Mishap("thermal 4", List.of("cool")),
          new Mishap("battery 5 44", List.of("battery 85 28.5")));

  public Mishap {
    Objects.requireNonNull(words, "words");
    remedies = List.copyOf(remedies);
  }
}
