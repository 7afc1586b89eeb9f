package dev.meterfarm.virtualphone.device;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** How a phone fares at the moment. Tests and rehearsals script it; nothing changes by itself. */
public final class PhoneState {
  private static final int MOST_THERMAL_STATUS = 6;
  private static final int MOST_PERCENT = 100;

  private final PhoneModel model;
  private final LongSupplier nanoClock;
  private final Map<String, String> properties;
  private final Map<String, Double> celsius = new LinkedHashMap<>();
  private final Map<String, String> settings = new TreeMap<>();
  private final TreeSet<Integer> offlineCpus = new TreeSet<>();
  private Battery battery = new Battery(85, 285, true);
  private int thermalStatus;
  private boolean awake;
  private String governor = "schedutil";
  private int clockLimit = MOST_PERCENT;
  private double load = 1.2;
  private long bootNanos;

  /**
   * A phone that was just started.
   *
   * @param serial its own serial number, which is not the name that adb gives it
   * @param nanoClock counts time
   */
  public PhoneState(PhoneModel model, String serial, LongSupplier nanoClock) {
    this.model = model;
    this.nanoClock = nanoClock;
    this.properties = new TreeMap<>(model.properties());
    properties.put("ro.serialno", serial);
    properties.put("ro.boot.serialno", serial);
    model.sensors().forEach(sensor -> celsius.put(sensor.name(), sensor.celsius()));
    settings.put("global/low_power", "0");
    settings.put("global/stay_on_while_plugged_in", "0");
    settings.put("system/screen_brightness", "102");
    settings.put("global/airplane_mode_on", "0");
    bootNanos = nanoClock.getAsLong() - Duration.ofHours(3).toNanos();
  }

  public PhoneModel model() {
    return model;
  }

  public synchronized Map<String, String> properties() {
    return new TreeMap<>(properties);
  }

  public synchronized String property(String name) {
    return properties.getOrDefault(name, "");
  }

  /** Sets a property; those that are fixed at boot refuse, as long as they have a value. */
  public synchronized boolean trySetProperty(String name, String value) {
    if (name.startsWith("ro.") && properties.containsKey(name)) {
      return false;
    }
    properties.put(name, value);
    return true;
  }

  public synchronized Battery battery() {
    return battery;
  }

  public synchronized void battery(Battery other) {
    battery = other;
  }

  /** How warm a thermometer's place is. */
  public synchronized double celsius(ThermalSensor sensor) {
    return sensor.type() == 2 ? battery.tenthsOfCelsius() / 10.0 : celsius.get(sensor.name());
  }

  /** Warms every place but the battery to at least this. */
  public synchronized void warmTo(double degrees) {
    celsius.replaceAll((name, before) -> Math.max(before, degrees));
  }

  /** Everything is as warm as it was at the start. */
  public synchronized void coolDown() {
    model.sensors().forEach(sensor -> celsius.put(sensor.name(), sensor.celsius()));
    thermalStatus = 0;
  }

  /** Android's verdict: 0 none, 1 light, 2 moderate, up to 6 shutdown. */
  public synchronized int thermalStatus() {
    return thermalStatus;
  }

  public synchronized void thermalStatus(int status) {
    if (status < 0 || status > MOST_THERMAL_STATUS) {
      throw new IllegalArgumentException("a thermal status is 0 to 6, not " + status);
    }
    thermalStatus = status;
  }

  public synchronized boolean isAwake() {
    return awake;
  }

  public synchronized void awake(boolean on) {
    awake = on;
  }

  public synchronized Optional<String> setting(String table, String name) {
    return Optional.ofNullable(settings.get(table + "/" + name));
  }

  public synchronized void setting(String table, String name, String value) {
    settings.put(table + "/" + name, value);
  }

  public synchronized boolean isOnline(int cpu) {
    return !offlineCpus.contains(cpu);
  }

  /** Plugs a core in or out, as the kernel does when the phone idles or is hot. */
  public synchronized void online(int cpu, boolean on) {
    if (cpu <= 0 || cpu >= model.cpus()) {
      throw new IllegalArgumentException("core " + cpu + " cannot be plugged in or out");
    }
    if (on) {
      offlineCpus.remove(cpu);
    } else {
      offlineCpus.add(cpu);
    }
  }

  /** The cores on which programs may run, as a mask. */
  public synchronized long onlineMask() {
    long mask = (1L << model.cpus()) - 1;
    for (int cpu : offlineCpus) {
      mask &= ~(1L << cpu);
    }
    return mask;
  }

  public synchronized String governor() {
    return governor;
  }

  public synchronized void governor(String other) {
    governor = other;
  }

  /** What of its highest clock every core may take, in percent. */
  public synchronized int clockLimit() {
    return clockLimit;
  }

  public synchronized void clockLimit(int percent) {
    if (percent < 1 || percent > MOST_PERCENT) {
      throw new IllegalArgumentException("a clock is held at 1 to 100 percent, not " + percent);
    }
    clockLimit = percent;
  }

  /** Load average over the last minute. */
  public synchronized double load() {
    return load;
  }

  public synchronized void load(double other) {
    load = other;
  }

  public synchronized double uptimeSeconds() {
    return (nanoClock.getAsLong() - bootNanos) / 1e9;
  }

  /** Its last boot was so long ago. */
  public synchronized void up(Duration time) {
    bootNanos = nanoClock.getAsLong() - time.toNanos();
  }

  /** Starts anew: what a boot forgets is forgotten. */
  public synchronized void boot() {
    bootNanos = nanoClock.getAsLong();
    properties.keySet().removeIf(name -> !isKept(name));
    model.properties().forEach(properties::putIfAbsent);
    offlineCpus.clear();
    clockLimit = MOST_PERCENT;
    awake = false;
    coolDown();
  }

  private static boolean isKept(String name) {
    return name.startsWith("ro.") || name.startsWith("persist.");
  }
}
