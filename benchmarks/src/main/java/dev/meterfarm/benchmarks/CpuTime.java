package dev.meterfarm.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time that this process had a core, which other programs lengthen less than they do wall time. */
public final class CpuTime {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private CpuTime() {}

  /** Nanoseconds over all cores since the start of the process. */
  public static long nanos() {
    return SYSTEM.getProcessCpuTime();
  }
}
