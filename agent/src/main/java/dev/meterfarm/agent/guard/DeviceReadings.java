package dev.meterfarm.agent.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a phone or board fares. A reading that it does not give is empty, never a guess.
 *
 * @param batteryPercent its charge
 * @param batteryCelsius temperature of the battery
 * @param thermalStatus Android's verdict, 0 (none) to 6 (shutdown); since Android 10
 * @param celsius temperatures by the sensors' names, sorted
 * @param screen such as {@code Asleep}
 * @param load1 load average of the last minute
 * @param upHours time since boot
 * @param memoryFreeMegabytes that can be had without killing anything
 * @param diskFreeMegabytes where models go
 * @param governors by CPU, those that can be read
 * @param clockMegahertz by CPU, those that can be read
 * @param clockLimitPercent by CPU, what of its highest clock it may take at the moment
 * @param allowed the CPUs that a program got which asked for some, as a mask in hexadecimal, or why
 *     it got none; empty if none asked
 */
public record DeviceReadings(
    Optional<Integer> batteryPercent,
    Optional<Double> batteryCelsius,
    Optional<Integer> thermalStatus,
    Map<String, Double> celsius,
    Optional<String> screen,
    Optional<Double> load1,
    Optional<Double> upHours,
    Optional<Long> memoryFreeMegabytes,
    Optional<Long> diskFreeMegabytes,
    Map<Integer, String> governors,
    Map<Integer, Long> clockMegahertz,
    Map<Integer, Long> clockLimitPercent,
    Optional<String> allowed) {
  private static final Pattern SENSOR =
      Pattern.compile(
          "Temperature\\{mValue=(-?\\d{1,4}(?:\\.\\d{1,6})?), mType=(-?\\d{1,3}),"
              + " mName=([^,}]{1,80}),.*");
  private static final Pattern ZONE =
      Pattern.compile("/sys/class/thermal/thermal_zone(\\d{1,3})/(type|temp):(.{1,80})");
  private static final Pattern CPU_LINE =
      Pattern.compile("/sys/devices/system/cpu/cpu(\\d{1,3})/[\\w/]{1,60}:(.{1,60})");
  private static final Pattern MASK = Pattern.compile("Cpus_allowed:\\s*([0-9a-f,]{1,80})");
  private static final Pattern WORD = Pattern.compile("[a-z_]{1,30}");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,12}");
  private static final Pattern DISK =
      Pattern.compile("\\S+\\s+\\d{1,15}\\s+\\d{1,15}\\s+(\\d{1,15})\\s+\\d{1,3}%.*");

  /** Plausible temperatures; anything else is not one, whatever the sensor is called. */
  private static final double COLDEST = -40;

  private static final double HOTTEST = 150;
  private static final int FIRST_CURRENT_SENSOR = 6;
  private static final int LAST_CURRENT_SENSOR = 8;

  public DeviceReadings {
    celsius = Collections.unmodifiableMap(new TreeMap<>(celsius));
    governors = Collections.unmodifiableMap(new TreeMap<>(governors));
    clockMegahertz = Collections.unmodifiableMap(new TreeMap<>(clockMegahertz));
    clockLimitPercent = Collections.unmodifiableMap(new TreeMap<>(clockLimitPercent));
  }

  /** Reads the answer to {@link Survey#readingsScript}. */
  public static DeviceReadings of(Survey survey) {
    String battery = survey.part("battery");
    String thermal = survey.part("thermal");
    return new DeviceReadings(
        first(battery, "\\s*level: (\\d{1,3})", Integer::valueOf),
        first(battery, "\\s*temperature: (-?\\d{1,4})", text -> Integer.parseInt(text) / 10.0),
        first(thermal, "Thermal Status: (\\d)", Integer::valueOf),
        celsius(thermal, survey.part("zones")),
        first(survey.part("power"), ".*mWakefulness=(\\w{1,20})", Function.identity()),
        first(survey.part("load"), "(\\d{1,6}\\.\\d{1,4}) .*", Double::valueOf),
        first(survey.part("uptime"), "(\\d{1,10})\\.\\d{1,4} .*", t -> Long.parseLong(t) / 3600.0),
        first(
            survey.part("memory"), "MemAvailable:\\s+(\\d{1,12}) kB", t -> Long.parseLong(t) >> 10),
        disk(survey.part("disk")),
        byCpu(survey.part("governors"), WORD, Function.identity()),
        byCpu(survey.part("clocks"), DIGITS, text -> Long.parseLong(text) / 1000),
        clockLimits(survey.part("limits"), survey.part("maxima")),
        allowed(survey.part("allowed")));
  }

  private static Map<Integer, Long> clockLimits(String limits, String maxima) {
    Map<Integer, Long> highest = byCpu(maxima, DIGITS, Long::valueOf);
    Map<Integer, Long> percent = new TreeMap<>();
    byCpu(limits, DIGITS, Long::valueOf)
        .forEach(
            (cpu, limit) -> {
              long most = highest.getOrDefault(cpu, 0L);
              if (most > 0) {
                percent.put(cpu, 100 * limit / most);
              }
            });
    return percent;
  }

  /** A mask without blanks, commas and leading zeros; anything else as it is. */
  private static Optional<String> allowed(String text) {
    Matcher mask = MASK.matcher(text.strip());
    String told =
        mask.matches() ? mask.group(1).replace(",", "").replaceFirst("^0+(?=.)", "") : text.strip();
    return Optional.of(told).filter(of -> !of.isEmpty());
  }

  private static <T> Optional<T> first(String text, String line, Function<String, T> value) {
    Pattern pattern = Pattern.compile(line);
    return text.lines()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(found -> value.apply(found.group(1)));
  }

  /** The thermal service's own list where there is one: the kernel's zones are often denied. */
  private static Map<String, Double> celsius(String thermal, String zones) {
    Map<String, Double> celsius = new TreeMap<>();
    boolean current = false;
    for (String line : (Iterable<String>) thermal.lines()::iterator) {
      if (!line.startsWith("\t") && !line.startsWith(" ")) {
        current = line.startsWith("Current temperatures from HAL");
      }
      Matcher found = SENSOR.matcher(line.strip());
      if (current && found.matches()) {
        int type = Integer.parseInt(found.group(2));
        if (type < FIRST_CURRENT_SENSOR || type > LAST_CURRENT_SENSOR) {
          putPlausible(celsius, found.group(3), Double.parseDouble(found.group(1)));
        }
      }
    }
    return celsius.isEmpty() ? ofZones(zones) : celsius;
  }

  private static Map<String, Double> ofZones(String zones) {
    Map<String, String> names = new TreeMap<>();
    Map<String, String> values = new TreeMap<>();
    for (String line : (Iterable<String>) zones.lines()::iterator) {
      Matcher found = ZONE.matcher(line);
      if (found.matches()) {
        (found.group(2).equals("type") ? names : values)
            .put(found.group(1), found.group(3).strip());
      }
    }
    Map<String, Double> celsius = new TreeMap<>();
    values.forEach(
        (zone, value) -> {
          if (value.matches("-?\\d{1,7}")) {
            double number = Integer.parseInt(value);
            putPlausible(
                celsius,
                names.getOrDefault(zone, "zone" + zone),
                Math.abs(number) >= 1000 ? number / 1000 : number);
          }
        });
    return celsius;
  }

  private static void putPlausible(Map<String, Double> into, String name, double value) {
    if (value > COLDEST && value < HOTTEST) {
      into.put(name, value);
    }
  }

  private static Optional<Long> disk(String text) {
    return text.lines()
        .map(line -> DISK.matcher(line.strip()))
        .filter(Matcher::matches)
        .findFirst()
        .map(found -> Long.parseLong(found.group(1)) >> 10);
  }

  /** Some kernels print words where they have no number: then it is not known. */
  private static <T> Map<Integer, T> byCpu(String text, Pattern form, Function<String, T> value) {
    Map<Integer, T> byCpu = new TreeMap<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher found = CPU_LINE.matcher(line.strip());
      if (found.matches() && form.matcher(found.group(2)).matches()) {
        byCpu.put(Integer.parseInt(found.group(1)), value.apply(found.group(2)));
      }
    }
    return byCpu;
  }

  /** In a few words, for people; empty if nothing is told. */
  public String summary() {
    List<String> told = new ArrayList<>();
    batteryPercent.ifPresent(of -> told.add("battery " + of + " %"));
    batteryCelsius.ifPresent(of -> told.add("battery at " + of + " C"));
    thermalStatus.ifPresent(of -> told.add("thermal status " + of));
    screen.ifPresent(of -> told.add("screen " + of.toLowerCase(Locale.ROOT)));
    load1.ifPresent(of -> told.add("load " + of));
    governors.values().stream().distinct().forEach(of -> told.add("governor " + of));
    return String.join(", ", told);
  }

  /** For the environment of a job. */
  public Map<String, String> asMap() {
    Map<String, String> map = new TreeMap<>();
    batteryPercent.ifPresent(of -> map.put("batteryPercent", of.toString()));
    batteryCelsius.ifPresent(of -> map.put("batteryCelsius", of.toString()));
    thermalStatus.ifPresent(of -> map.put("thermalStatus", of.toString()));
    celsius.forEach((name, of) -> map.put("celsius." + name, of.toString()));
    screen.ifPresent(of -> map.put("screen", of));
    load1.ifPresent(of -> map.put("load1", of.toString()));
    upHours.ifPresent(of -> map.put("upHours", Long.toString(Math.round(of))));
    memoryFreeMegabytes.ifPresent(of -> map.put("memoryAvailableMb", of.toString()));
    diskFreeMegabytes.ifPresent(of -> map.put("diskFreeMb", of.toString()));
    governors.forEach((cpu, of) -> map.put("governor.cpu" + cpu, of));
    clockMegahertz.forEach((cpu, of) -> map.put("mhz.cpu" + cpu, of.toString()));
    clockLimitPercent.forEach((cpu, of) -> map.put("clockLimitPercent.cpu" + cpu, of.toString()));
    return map;
  }
}
