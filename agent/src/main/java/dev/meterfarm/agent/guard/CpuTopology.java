package dev.meterfarm.agent.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The cores of a phone in clusters of equal strength, the weakest first. A cluster is told by
 * {@code cpu_capacity} where the kernel has it, and by the highest clock otherwise; where nothing
 * is told, all cores are one cluster.
 */
public record CpuTopology(List<Cluster> clusters) {
  /** Cores of equal strength, ascending. */
  public record Cluster(List<Integer> cpus, long capacity, long maxKilohertz) {
    public Cluster {
      cpus = List.copyOf(cpus);
    }
  }

  /** Which cluster a target wants. */
  public enum Kind {
    LITTLE,
    MEDIUM,
    BIG
  }

  private static final Pattern LINE =
      Pattern.compile("/sys/devices/system/cpu/cpu([0-5]?\\d|6[0-3])/[\\w/]{1,60}:(\\d{1,12})");

  private static final Pattern RANGE = Pattern.compile("0-(\\d{1,3})");

  /** Masks have 64 bits. */
  private static final int MOST_CPUS = 64;

  public CpuTopology {
    clusters = List.copyOf(clusters);
  }

  /** Reads the answer to {@link Survey#identityScript}; without clusters where nothing is told. */
  public static CpuTopology of(Survey survey) {
    Map<Integer, Long> capacities = byCpu(survey.part("capacities"));
    Map<Integer, Long> maxima = byCpu(survey.part("maxima"));
    Map<List<Long>, List<Integer>> groups = new TreeMap<>(order());
    Map<Integer, Long> all = new TreeMap<>(maxima);
    capacities.forEach(all::putIfAbsent);
    for (int cpu : all.keySet()) {
      long capacity = capacities.getOrDefault(cpu, 0L);
      long maximum = maxima.getOrDefault(cpu, 0L);
      groups.computeIfAbsent(List.of(capacity, maximum), key -> new ArrayList<>()).add(cpu);
    }
    if (groups.isEmpty()) {
      List<Integer> possible = range(survey.part("possible"));
      if (!possible.isEmpty()) {
        groups.put(List.of(0L, 0L), possible);
      }
    }
    List<Cluster> clusters = new ArrayList<>();
    groups.forEach((key, cpus) -> clusters.add(new Cluster(cpus, key.get(0), key.get(1))));
    return new CpuTopology(clusters);
  }

  /** The CPUs of a line such as {@code 0-3}; none if it says anything else. */
  private static List<Integer> range(String text) {
    Matcher found = RANGE.matcher(text.strip());
    return found.matches()
        ? IntStream.rangeClosed(0, Math.min(MOST_CPUS - 1, Integer.parseInt(found.group(1))))
            .boxed()
            .toList()
        : List.of();
  }

  private static Comparator<List<Long>> order() {
    return Comparator.<List<Long>>comparingLong(key -> key.get(0))
        .thenComparingLong(key -> key.get(1));
  }

  private static Map<Integer, Long> byCpu(String text) {
    Map<Integer, Long> byCpu = new TreeMap<>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher found = LINE.matcher(line.strip());
      if (found.matches()) {
        byCpu.put(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2)));
      }
    }
    return byCpu;
  }

  /** The cluster of a kind: of two clusters there is no medium one, a single one is big. */
  public Optional<Cluster> find(Kind kind) {
    int last = clusters.size() - 1;
    return switch (kind) {
      case BIG -> last < 0 ? Optional.empty() : Optional.of(clusters.get(last));
      case LITTLE -> last < 1 ? Optional.empty() : Optional.of(clusters.get(0));
      case MEDIUM -> last < 2 ? Optional.empty() : Optional.of(clusters.get(last - 1));
    };
  }

  /**
   * The mask of some cores of a cluster and, where it has too few, of the next weaker ones.
   *
   * @return empty if there is no such cluster, or not that many cores
   */
  public Optional<Long> mask(Kind kind, int cores) {
    Optional<Cluster> start = find(kind);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    long mask = 0;
    int left = cores;
    for (int i = clusters.indexOf(start.get()); i >= 0 && left > 0; i--) {
      List<Integer> cpus = clusters.get(i).cpus();
      for (int j = cpus.size() - 1; j >= 0 && left > 0; j--, left--) {
        mask |= 1L << cpus.get(j);
      }
    }
    return left > 0 ? Optional.empty() : Optional.of(mask);
  }

  /** For people: {@code 4 x 1786 MHz, 1 x 2842 MHz}. */
  public String text() {
    List<String> texts = new ArrayList<>();
    for (Cluster of : clusters) {
      texts.add(
          of.cpus().size()
              + (of.maxKilohertz() == 0 ? " cores" : " x " + of.maxKilohertz() / 1000 + " MHz"));
    }
    return String.join(", ", texts);
  }
}
