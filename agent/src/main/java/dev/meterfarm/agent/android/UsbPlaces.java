package dev.meterfarm.agent.android;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where on which hub a phone is plugged in, as the kernel tells; by its USB serial number. */
record UsbPlaces(Path devices) {
  static UsbPlaces ofThisMachine() {
    return new UsbPlaces(Path.of("/sys/bus/usb/devices"));
  }

  private List<Path> of(String serial) {
    if (!Files.isDirectory(devices)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(devices)) {
      return entries.filter(entry -> text(entry, "serial").equals(serial)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String text(Path entry, String file) {
    try {
      return Files.readString(entry.resolve(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Bus and ports, such as {@code usb 1-4.2}; empty for a phone over the network. */
  Optional<String> place(String serial) {
    return of(serial).stream().findFirst().map(entry -> "usb " + entry.getFileName());
  }

  /** The places of phones that share a serial number; empty if there is one at most. */
  Optional<String> twins(String serial) {
    List<String> names = of(serial).stream().map(entry -> "usb " + entry.getFileName()).toList();
    return names.size() < 2 ? Optional.empty() : Optional.of(String.join(" and ", names));
  }

  /** The vendor's number, such as {@code 18d1}. */
  Optional<String> vendor(String serial) {
    return of(serial).stream().findFirst().map(e -> text(e, "idVendor")).filter(v -> !v.isEmpty());
  }
}
