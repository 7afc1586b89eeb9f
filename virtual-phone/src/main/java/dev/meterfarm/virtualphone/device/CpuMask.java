package dev.meterfarm.virtualphone.device;

import java.util.ArrayList;
import java.util.List;

/** Sets of cores, as the kernel writes them. */
public final class CpuMask {
  private CpuMask() {}

  /** As a list: {@code 0-3,6}. */
  public static String list(long mask) {
    List<String> parts = new ArrayList<>();
    for (int cpu = 0; cpu < Long.SIZE; cpu++) {
      if ((mask >> cpu & 1) != 0) {
        int last = cpu;
        while (last + 1 < Long.SIZE && (mask >> (last + 1) & 1) != 0) {
          last++;
        }
        parts.add(last == cpu ? Integer.toString(cpu) : cpu + "-" + last);
        cpu = last;
      }
    }
    return String.join(",", parts);
  }

  /** In hexadecimal digits: {@code f0}. */
  public static String hex(long mask) {
    return Long.toHexString(mask);
  }
}
