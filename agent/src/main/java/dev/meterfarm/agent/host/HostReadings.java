package dev.meterfarm.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the kernel tells about this machine. A file that is missing, as everywhere but on Linux,
 * leaves its reading out; nothing is made up. Safe for use from many threads.
 */
public final class HostReadings {
  private static final long TICK_MILLIS = 10;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

  private final Path root;

  /** Readings of this machine. */
  public HostReadings() {
    this(Path.of("/"));
  }

  /** Readings from files below {@code root}, for tests. */
  HostReadings(Path root) {
    this.root = root;
  }

  /** The content of a file without surrounding blanks. */
  private Optional<String> text(String path) {
    try {
      return Optional.of(Files.readString(root.resolve(path), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> field(String path, String key) {
    return text(path)
        .flatMap(
            content ->
                content
                    .lines()
                    .filter(line -> line.split(":", 2)[0].strip().equals(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst());
  }

  /** Some kernels print words where they have no number: then it is not known. */
  private static Optional<Long> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  /** The CPUs on which this process may run, such as {@code 0-3}; empty if not known. */
  public String allowedCpus() {
    return field("proc/self/status", "Cpus_allowed_list").orElse("");
  }

  /** The CPU's model name. */
  public String cpuModel() {
    return field("proc/cpuinfo", "model name")
        .or(() -> text("proc/device-tree/model").map(name -> name.replace("\0", "")))
        .orElse(System.getProperty("os.arch"));
  }

  /** What must be equal for measurements to be comparable: the kind of CPU and what it can do. */
  public Map<String, String> cpuIdentity() {
    Map<String, String> identity = new TreeMap<>();
    identity.put("cpu", cpuModel());
    identity.put("arch", System.getProperty("os.arch"));
    for (String key : new String[] {"vendor_id", "cpu family", "model", "stepping"}) {
      field("proc/cpuinfo", key).ifPresent(v -> identity.put("cpu." + key.replace(' ', '_'), v));
    }
    field("proc/cpuinfo", "flags")
        .or(() -> field("proc/cpuinfo", "Features"))
        .ifPresent(flags -> identity.put("cpu.flags", sortedHash(flags)));
    return identity;
  }

  private static String sortedHash(String words) {
    String[] sorted = words.split("\\s+");
    Arrays.sort(sorted);
    return sha256(String.join(" ", sorted).getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /** SHA-256 in lower-case hexadecimal digits. */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What may differ between comparable measurements. */
  public Map<String, String> systemIdentity() {
    Map<String, String> identity = new TreeMap<>();
    identity.put("os", System.getProperty("os.name"));
    identity.put("kernel", System.getProperty("os.version"));
    identity.put("java", System.getProperty("java.vm.version"));
    return identity;
  }

  /** The load average over the last minute. */
  public Optional<String> load() {
    return text("proc/loadavg").map(line -> line.split(" ", 2)[0]);
  }

  /** The frequency governor of a CPU. */
  public Optional<String> governor(int cpu) {
    return text("sys/devices/system/cpu/cpu" + Math.max(0, cpu) + "/cpufreq/scaling_governor");
  }

  /** Memory that can be had without swapping, in bytes. */
  public Optional<Long> availableMemoryBytes() {
    return field("proc/meminfo", "MemAvailable")
        .flatMap(value -> number(value.split(" ", 2)[0]))
        .map(kilobytes -> kilobytes * 1024);
  }

  /**
   * Time that the hypervisor gave to others while this CPU wanted to run, since boot.
   *
   * @param cpu which CPU; -1 for all together
   */
  public Optional<Long> stealMillis(int cpu) {
    String key = cpu < 0 ? "cpu" : "cpu" + cpu;
    return text("proc/stat")
        .flatMap(stat -> stat.lines().filter(line -> line.startsWith(key + " ")).findFirst())
        .map(line -> line.split("\\s+"))
        .filter(fields -> fields.length > 8)
        .flatMap(fields -> number(fields[8]))
        .map(ticks -> ticks * TICK_MILLIS);
  }

  /**
   * Readings that vary from job to job.
   *
   * @param cpu the measuring CPU; -1 where none is set aside
   */
  public Map<String, String> momentary(int cpu) {
    Map<String, String> readings = new LinkedHashMap<>();
    load().ifPresent(value -> readings.put("load1", value));
    availableMemoryBytes()
        .ifPresent(value -> readings.put("memoryAvailableMb", Long.toString(value >> 20)));
    governor(cpu).ifPresent(value -> readings.put("governor", value));
    text("sys/devices/system/cpu/cpu" + Math.max(0, cpu) + "/cpufreq/scaling_cur_freq")
        .flatMap(HostReadings::number)
        .map(khz -> Long.toString(khz / 1000))
        .or(() -> field("proc/cpuinfo", "cpu MHz"))
        .ifPresent(value -> readings.put("cpuMhz", value));
    return readings;
  }
}
