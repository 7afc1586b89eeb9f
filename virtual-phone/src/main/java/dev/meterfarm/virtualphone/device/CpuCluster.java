package dev.meterfarm.virtualphone.device;

/**
 * Cores of one kind.
 *
 * @param count how many
 * @param part as {@code CPU part} of {@code /proc/cpuinfo}
 * @param capacity relative to the strongest core's 1024
 * @param minKilohertz lowest frequency
 * @param maxKilohertz highest frequency
 */
public record CpuCluster(int count, String part, int capacity, int minKilohertz, int maxKilohertz) {
  public CpuCluster {
    if (count < 1) {
      throw new IllegalArgumentException("a cluster needs a core, but has " + count);
    }
  }
}
