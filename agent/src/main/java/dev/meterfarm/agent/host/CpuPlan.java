package dev.meterfarm.agent.host;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which CPUs measuring gets, and which everything else.
 *
 * @param measuring list of CPUs for the measuring thread, such as {@code 1} or {@code 2-3}; empty
 *     to leave it unpinned
 * @param others CPUs for the rest of its process; empty to leave them alone
 */
public record CpuPlan(String measuring, String others) {
  /** Set by the launcher: CPUs for measuring threads. */
  static final String MEASURE = "METERFARM_MEASURE_CPUS";

  /** Set by the launcher: the whole cores of those CPUs, SMT siblings included. */
  static final String RESERVED = "METERFARM_RESERVED_CPUS";

  private static final int MOST_CPUS = 4096;

  /** Leaves everything where the scheduler puts it. */
  public static CpuPlan unpinned() {
    return new CpuPlan("", "");
  }

  /** The plan for this process, from what the launcher and the kernel say. */
  public static CpuPlan ofThisProcess(HostReadings host) {
    return of(System.getenv(), host.allowedCpus(), Taskset.isInstalled());
  }

  /**
   * The plan for a process. Nothing is pinned where no CPU is set aside, where setting it aside
   * would leave nothing for the rest, or without {@code taskset}.
   */
  public static CpuPlan of(Map<String, String> environment, String allowed, boolean hasTaskset) {
    Optional<TreeSet<Integer>> measuring = parse(environment.getOrDefault(MEASURE, ""));
    Optional<TreeSet<Integer>> others = parse(allowed);
    if (!hasTaskset || measuring.isEmpty() || others.isEmpty()) {
      return unpinned();
    }
    others.get().removeAll(measuring.get());
    parse(environment.getOrDefault(RESERVED, "")).ifPresent(others.get()::removeAll);
    return others.get().isEmpty()
        ? unpinned()
        : new CpuPlan(format(measuring.get()), format(others.get()));
  }

  /** True if CPUs are set aside. */
  public boolean isPinned() {
    return !measuring.isEmpty();
  }

  /** The first CPU that measures; -1 where it is not known. */
  public int firstMeasuring() {
    return parse(measuring).map(TreeSet::first).orElse(-1);
  }

  /** Reads lists like {@code 0,2-3}; empty for anything else. */
  public static Optional<TreeSet<Integer>> parse(String list) {
    TreeSet<Integer> cpus = new TreeSet<>();
    for (String part : list.strip().split(",", -1)) {
      String range = part.strip();
      if (!range.matches("\\d{1,4}(-\\d{1,4})?")) {
        return Optional.empty();
      }
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
      if (last < first || last >= MOST_CPUS) {
        return Optional.empty();
      }
      for (int cpu = first; cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
    return Optional.of(cpus);
  }

  private static String format(TreeSet<Integer> cpus) {
    return cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
