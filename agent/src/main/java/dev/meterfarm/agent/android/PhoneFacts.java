package dev.meterfarm.agent.android;

import dev.meterfarm.agent.guard.Survey;
import java.util.Locale;
import java.util.Map;
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
 */
record PhoneFacts(String serial, Map<String, String> properties, CpuTopology topology, String gpu) {
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
        gles.startsWith("GLES:") ? gles.substring("GLES:".length()).strip() : "");
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
    return property("ro.product.model").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
