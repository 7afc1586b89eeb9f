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
  /**
   * One device on USB.
   *
   * @param path bus and ports, such as {@code 1-4.2}
   * @param vendor such as {@code 18d1}
   * @param product such as {@code 4ee7}
   */
  record Place(String path, String vendor, String product) {
    private int lastDot() {
      return Math.max(path.lastIndexOf('.'), path.lastIndexOf('-'));
    }

    /** The hub, such as {@code 1-4}; of a bus itself only its number. */
    String hub() {
      return path.substring(0, Math.max(0, lastDot()));
    }

    /** The hub's port, such as {@code 2}. */
    String port() {
      return path.substring(lastDot() + 1);
    }

    /** Vendor and product, such as {@code 18d1:4ee7}. */
    String id() {
      return vendor + ":" + product;
    }

    String text() {
      return "usb " + path;
    }
  }

  static UsbPlaces ofThisMachine() {
    return new UsbPlaces(Path.of("/sys/bus/usb/devices"));
  }

  private List<Place> all(String serial) {
    if (!Files.isDirectory(devices)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(devices)) {
      return entries
          .filter(entry -> text(entry, "serial").equals(serial))
          .sorted()
          .map(
              entry ->
                  new Place(
                      entry.getFileName().toString(),
                      text(entry, "idVendor"),
                      text(entry, "idProduct")))
          .toList();
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

  /** Where a phone is; empty for one over the network. */
  Optional<Place> find(String serial) {
    return all(serial).stream().findFirst();
  }

  /** The places of phones that share a serial number; empty if there is one at most. */
  Optional<String> twins(String serial) {
    List<String> places = all(serial).stream().map(Place::text).toList();
    return places.size() < 2 ? Optional.empty() : Optional.of(String.join(" and ", places));
  }
}
