package dev.meterfarm.virtualphone.device;

/**
 * A thermometer.
 *
 * @param name as {@code dumpsys thermalservice} tells it
 * @param type Android's number of its kind: 0 CPU, 1 GPU, 2 battery, 3 skin
 * @param zone its {@code type} in {@code /sys/class/thermal}
 * @param celsius what it shows when nothing was scripted
 */
public record ThermalSensor(String name, int type, String zone, double celsius) {}
