package dev.meterfarm.agent.android;

import dev.meterfarm.agent.driver.MatchRules;
import dev.meterfarm.agent.guard.CpuTopology;
import dev.meterfarm.agent.guard.Survey;
import dev.meterfarm.agent.host.HostName;
import dev.meterfarm.protocol.device.DevicePlace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a phone is.
 *
 * @param serial the name by which adb knows it
 * @param properties what {@code getprop} tells
 * @param topology its cores
 * @param gpu what its graphics driver calls itself; empty if not told
 * @param usb where it is plugged in; empty for a phone over the network
 */
record PhoneFacts(
    String serial,
    Map<String, String> properties,
    CpuTopology topology,
    String gpu,
    Optional<UsbPlaces.Place> usb) {
  private static final Pattern PROPERTY = Pattern.compile("\\[([^\\]]{1,200})\\]: \\[(.*)\\]");

  PhoneFacts {
    properties = Map.copyOf(properties);
  }

  static PhoneFacts of(String serial, Survey survey) {
    Map<String, String> properties = new TreeMap<>();
    for (String line : (Iterable<String>) survey.part("properties").lines()::iterator) {
      Matcher found = PROPERTY.matcher(line.strip());
      if (found.matches()) {
        properties.put(found.group(1), found.group(2));
      }
    }
    String gles = survey.part("gles").strip();
    return new PhoneFacts(
        serial,
        properties,
        CpuTopology.of(survey),
        gles.startsWith("GLES:") ? gles.substring("GLES:".length()).strip() : "",
        UsbPlaces.ofThisMachine().find(serial));
  }

  /** What matching goes by. */
  Map<MatchRules.Trait, List<String>> traits() {
    return Map.of(
        MatchRules.Trait.MODEL, List.of(property("ro.product.model"), model()),
        MatchRules.Trait.SOC, List.of(property("ro.soc.model"), property("ro.board.platform")),
        MatchRules.Trait.SERIAL, List.of(serial, hardwareSerial()),
        MatchRules.Trait.USB, usb.map(UsbPlaces.Place::id).stream().toList(),
        MatchRules.Trait.HOST, List.of(HostName.ofThisMachine()));
  }

  /** For the coordinator. */
  DevicePlace place() {
    return new DevicePlace(
        HostName.ofThisMachine(),
        usb.map(UsbPlaces.Place::hub).orElse(""),
        usb.map(UsbPlaces.Place::port).orElse(""),
        property("ro.build.fingerprint"));
  }

  /** A phone that has not told anything yet. */
  static PhoneFacts unknown(String serial) {
    return new PhoneFacts(
        serial, Map.of(), new CpuTopology(List.of()), "", UsbPlaces.ofThisMachine().find(serial));
  }

  String property(String name) {
    return properties.getOrDefault(name, "");
  }

  /** Such as {@code Google Pixel 4}. */
  String model() {
    return (property("ro.product.manufacturer") + " " + property("ro.product.model")).strip();
  }

  /** Such as {@code SM8150}; older phones only tell the board's platform. */
  String soc() {
    String soc = property("ro.soc.model");
    return soc.isEmpty() ? property("ro.board.platform") : soc;
  }

  /** The serial of the phone itself, whatever way adb reaches it. */
  String hardwareSerial() {
    String serialNumber = property("ro.serialno");
    return serialNumber.isEmpty() ? serial : serialNumber;
  }

  /** True for a rehearsal phone: its models run on this machine. */
  boolean isVirtual() {
    return property("ro.meterfarm.virtual").equals("1");
  }

  String deviceClass() {
    return (isVirtual() ? "virtual " : "") + model() + " (" + soc() + ")";
  }

  /** What must be equal for measurements to be comparable. */
  Map<String, String> identity() {
    return new TreeMap<>(
        Map.of(
            "model", model(),
            "soc", soc(),
            "build", property("ro.build.fingerprint"),
            "abi", property("ro.product.cpu.abi"),
            "cpus", topology.text(),
            "virtual", Boolean.toString(isVirtual())));
  }

  /** For names of targets: {@code pixel-4}. */
  String slug() {
    String slug =
        property("ro.product.model")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return slug.isEmpty() ? "phone" : slug;
  }
}
