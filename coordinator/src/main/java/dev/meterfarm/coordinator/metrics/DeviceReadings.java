package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMetric;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** What drivers told of their devices with the last accepted results. Safe for many threads. */
final class DeviceReadings {
  /** Which entries of a job's environment mean what, and in which unit they are. */
  private record Reading(String names, double unit) {}

  private static final double MEGA = 1e6;
  private static final double MEBI = 1 << 20;
  private static final String NUMBER = "-?\\d+(\\.\\d+)?";

  private static final Map<FarmMetric, Reading> READINGS =
      new EnumMap<>(
          Map.of(
              FarmMetric.DEVICE_TEMPERATURE_CELSIUS,
              new Reading("(battery|device)Celsius|celsius\\..+", 1),
              FarmMetric.DEVICE_BATTERY_CHARGE_RATIO,
              new Reading("batteryPercent", 0.01),
              FarmMetric.DEVICE_STORAGE_FREE_BYTES,
              new Reading("diskFreeMb", MEBI),
              FarmMetric.DEVICE_CPU_FREQUENCY_HERTZ,
              new Reading("mhz\\.cpu\\d+|cpuMhz", MEGA)));

  private final Map<FarmMetric, Map<String, Double>> latest = new EnumMap<>(FarmMetric.class);

  DeviceReadings(FarmMeters meters) {
    READINGS.keySet().forEach(metric -> latest.put(metric, new ConcurrentHashMap<>()));
    meters.read(
        sink ->
            latest.forEach(
                (metric, devices) ->
                    devices.forEach((device, value) -> sink.put(metric, value, device))));
  }

  /** A result came with this. */
  void take(String device, Map<String, String> environment) {
    READINGS.forEach(
        (metric, reading) ->
            largest(environment, reading)
                .ifPresent(value -> latest.get(metric).put(device, value * reading.unit())));
  }

  /** The hottest sensor, the fastest core. */
  private static OptionalDouble largest(Map<String, String> environment, Reading reading) {
    return environment.entrySet().stream()
        .filter(e -> e.getKey().matches(reading.names()) && e.getValue().matches(NUMBER))
        .mapToDouble(e -> Double.parseDouble(e.getValue()))
        .max();
  }
}
