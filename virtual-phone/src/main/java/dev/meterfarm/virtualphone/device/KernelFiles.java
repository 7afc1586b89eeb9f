package dev.meterfarm.virtualphone.device;

import dev.meterfarm.virtualphone.files.GeneratedFiles;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What a phone's kernel tells in {@code /sys} and {@code /proc}, but for its processes. */
public final class KernelFiles implements GeneratedFiles {
  private static final String CPUS = "/sys/devices/system/cpu";
  private static final double FREE_SHARE = 0.05;
  private static final double AVAILABLE_SHARE = 0.45;

  private final PhoneState state;
  private final PhoneModel model;
  private final Map<String, Supplier<String>> files = new TreeMap<>();

  public KernelFiles(PhoneState state) {
    this.state = state;
    this.model = state.model();
    long all = (1L << model.cpus()) - 1;
    line(CPUS + "/possible", () -> CpuMask.list(all));
    line(CPUS + "/present", () -> CpuMask.list(all));
    line(CPUS + "/online", () -> CpuMask.list(state.onlineMask()));
    line(CPUS + "/offline", () -> CpuMask.list(all & ~state.onlineMask()));
    line(CPUS + "/kernel_max", () -> Integer.toString(Math.max(7, model.cpus() - 1)));
    int first = 0;
    for (CpuCluster cluster : model.clusters()) {
      addCluster(cluster, first);
      first += cluster.count();
    }
    addZones();
    addPower();
    line("/proc/loadavg", this::loadAverage);
    line("/proc/uptime", () -> decimals("%.2f %.2f", state.uptimeSeconds(), 1.0));
    line("/proc/version", () -> "Linux version 4.14.276-virtual (meterfarm@virtual-phone)");
    files.put("/proc/meminfo", this::memory);
    files.put("/proc/cpuinfo", this::cpuInfo);
    files.put("/proc/stat", () -> "cpu  1000 0 1000 90000 0 0 0 0 0 0\n");
    files.put("/proc/mounts", () -> "/dev/block/dm-5 /data f2fs rw,nosuid,nodev,noatime 0 0\n");
  }

  private void line(String path, Supplier<String> content) {
    files.put(path, () -> content.get() + "\n");
  }

  private void addCluster(CpuCluster cluster, int first) {
    String related = numbers(first, cluster.count());
    String policy = CPUS + "/cpufreq/policy" + first;
    addFrequencies(policy, cluster, related);
    for (int cpu = first; cpu < first + cluster.count(); cpu++) {
      int number = cpu;
      String folder = CPUS + "/cpu" + cpu;
      addFrequencies(folder + "/cpufreq", cluster, related);
      if (model.abilities().cpuCapacity()) {
        line(folder + "/cpu_capacity", () -> Integer.toString(cluster.capacity()));
      }
      if (cpu > 0) {
        line(folder + "/online", () -> state.isOnline(number) ? "1" : "0");
      }
      line(folder + "/topology/core_id", () -> Integer.toString(number));
      line(folder + "/topology/physical_package_id", () -> "0");
      line(folder + "/topology/core_siblings_list", () -> CpuMask.list((1L << model.cpus()) - 1));
    }
  }

  private static String numbers(int first, int count) {
    StringBuilder numbers = new StringBuilder();
    for (int cpu = first; cpu < first + count; cpu++) {
      numbers.append(numbers.isEmpty() ? "" : " ").append(cpu);
    }
    return numbers.toString();
  }

  private void addFrequencies(String folder, CpuCluster cluster, String related) {
    String max = Integer.toString(cluster.maxKilohertz());
    String min = Integer.toString(cluster.minKilohertz());
    line(folder + "/cpuinfo_max_freq", () -> max);
    line(folder + "/cpuinfo_min_freq", () -> min);
    line(folder + "/scaling_max_freq", () -> Integer.toString(limit(cluster)));
    line(folder + "/scaling_min_freq", () -> min);
    line(
        folder + "/scaling_cur_freq",
        () -> state.thermalStatus() > 1 ? min : Integer.toString(limit(cluster)));
    line(folder + "/scaling_available_frequencies", () -> min + " " + max);
    line(folder + "/scaling_governor", state::governor);
    line(folder + "/scaling_available_governors", () -> "schedutil performance powersave");
    line(folder + "/related_cpus", () -> related);
    line(folder + "/affected_cpus", () -> related);
  }

  private int limit(CpuCluster cluster) {
    return (int) ((long) cluster.maxKilohertz() * state.clockLimit() / 100);
  }

  private void addZones() {
    for (int zone = 0; zone < model.sensors().size(); zone++) {
      ThermalSensor sensor = model.sensors().get(zone);
      String folder = "/sys/class/thermal/thermal_zone" + zone;
      line(folder + "/type", sensor::zone);
      line(folder + "/temp", () -> Long.toString(Math.round(state.celsius(sensor) * 1000)));
      line(folder + "/mode", () -> "enabled");
    }
  }

  private void addPower() {
    String folder = "/sys/class/power_supply/battery";
    line(folder + "/capacity", () -> Integer.toString(state.battery().percent()));
    line(folder + "/temp", () -> Integer.toString(state.battery().tenthsOfCelsius()));
    line(folder + "/status", () -> state.battery().usbPowered() ? "Charging" : "Discharging");
  }

  private static String decimals(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String loadAverage() {
    double load = state.load();
    return decimals("%.2f %.2f %.2f 1/2345 4000", load, load, load);
  }

  private String memory() {
    long total = model.memoryKilobytes();
    return row("MemTotal", total)
        + row("MemFree", (long) (total * FREE_SHARE))
        + row("MemAvailable", (long) (total * AVAILABLE_SHARE))
        + row("Buffers", 8_192)
        + row("Cached", (long) (total * (AVAILABLE_SHARE - FREE_SHARE)))
        + row("SwapTotal", 0)
        + row("SwapFree", 0);
  }

  private static String row(String name, long kilobytes) {
    return decimals("%-16s%8d kB%n", name + ":", kilobytes).replace(System.lineSeparator(), "\n");
  }

  private String cpuInfo() {
    StringBuilder text = new StringBuilder();
    int cpu = 0;
    for (CpuCluster cluster : model.clusters()) {
      for (int i = 0; i < cluster.count(); i++) {
        text.append("processor\t: ").append(cpu++).append('\n');
        text.append("BogoMIPS\t: 38.40\n");
        text.append("Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp");
        text.append(" cpuid asimdrdm lrcpc dcpop asimddp\n");
        text.append("CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x1\n");
        text.append("CPU part\t: ").append(cluster.part()).append('\n');
        text.append("CPU revision\t: 0\n\n");
      }
    }
    String hardware = state.property("ro.soc.model");
    return text + "Hardware\t: " + (hardware.isEmpty() ? model.name() : hardware) + "\n";
  }

  @Override
  public Optional<Supplier<String>> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public Set<String> names(String folder) {
    String prefix = folder.equals("/") ? "/" : folder + "/";
    Set<String> names = new TreeSet<>();
    for (String path : files.keySet()) {
      if (path.startsWith(prefix)) {
        names.add(path.substring(prefix.length()).split("/", 2)[0]);
      }
    }
    return names;
  }
}
