package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobBatch;
import dev.meterfarm.coordinator.evaluation.DeviceFactor;
import dev.meterfarm.coordinator.evaluation.DeviceFactors;
import dev.meterfarm.coordinator.result.DeviceRow;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes several devices of one target comparable: each measures the same calibration set, and
 * labels are divided by the factor that comes of it. A device that is not like the others is told
 * to the registry, and what it measured counts no more. With one device nothing is measured and
 * nothing is divided. For the planning thread of a target.
 */
final class DeviceCalibration {
  private static final int VISITS = 2;
  private static final int MOST_KERNELS = 20;
  private static final int MOST_NETWORKS = 4;

  /** What devices have not measured within this time is left out. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A device that went away meanwhile gets so many chances, one a round. */
  private static final int MOST_TRIES = 3;

  private final CampaignContext context;
  private final TargetDevices supply;
  private final String target;
  private final Map<DeviceId, Map<String, Double>> nanos = new HashMap<>();
  private final Map<DeviceId, Integer> tries = new HashMap<>();
  private NavigableMap<String, DeviceFactor> factors = new TreeMap<>();

  DeviceCalibration(CampaignContext context, TargetDevices supply, String target) {
    this.context = context;
    this.supply = supply;
    this.target = target;
  }

  /** An even choice of kernels and networks, the same for every device. */
  static List<PlannedModel> choose(List<PlannedModel> all, int most) {
    List<PlannedModel> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(model -> model.recipe().hash()));
    List<PlannedModel> chosen = new ArrayList<>();
    int step = Math.max(1, (sorted.size() + most - 1) / most);
    for (int i = 0; i < sorted.size(); i += step) {
      chosen.add(sorted.get(i));
    }
    return chosen;
  }

  /** Has devices calibrated that came since the last call, if there are several at all. */
  void extend(List<PlannedModel> kernels, List<PlannedModel> networks) throws InterruptedException {
    SortedSet<DeviceId> devices = new TreeSet<>(Comparator.comparing(DeviceId::value));
    context.journal().devices().forEach(id -> devices.add(new DeviceId(id)));
    if (!context.measurer().isReplay()) {
      devices.addAll(supply.usable());
    }
    List<DeviceId> due = devices.stream().filter(this::isDue).toList();
    if (devices.size() < 2 || due.isEmpty()) {
      return;
    }
    Map<DeviceId, List<JobBatch>> running = new LinkedHashMap<>();
    for (DeviceId device : due) {
      tries.merge(device, 1, Integer::sum);
      running.put(device, submit(device, kernels, networks));
    }
    long started = System.nanoTime();
    for (Map.Entry<DeviceId, List<JobBatch>> entry : running.entrySet()) {
      nanos.put(entry.getKey(), measured(entry.getValue(), started));
    }
    context.journal().devices(devices.stream().map(DeviceId::value).toList());
    compare();
  }

  private boolean isDue(DeviceId device) {
    return nanos.getOrDefault(device, Map.of()).size() < DeviceFactors.LEAST_MODELS
        && tries.getOrDefault(device, 0) < MOST_TRIES;
  }

  private List<JobBatch> submit(
      DeviceId device, List<PlannedModel> kernels, List<PlannedModel> networks) {
    String stem =
        String.format(
            Locale.ROOT,
            "devices/%s-%08x",
            device.value().replaceAll("[^A-Za-z0-9._-]", "_"),
            device.value().hashCode());
    List<PlannedModel> small = choose(kernels, MOST_KERNELS);
    List<PlannedModel> large = choose(networks, MOST_NETWORKS);
    List<JobBatch> batches = new ArrayList<>();
    for (int visit = 1; visit <= VISITS; visit++) {
      List<JobSpec> jobs =
          new ArrayList<>(context.jobs().jobs(stem + "/k", VisitKind.KERNEL, visit, small));
      jobs.addAll(context.jobs().jobs(stem + "/n", VisitKind.NETWORK, visit, large));
      batches.add(context.measurer().submitOn(device, jobs));
    }
    return batches;
  }

  private Map<String, Double> measured(List<JobBatch> batches, long startedNanos)
      throws InterruptedException {
    Map<String, Double> least = new TreeMap<>();
    for (JobBatch batch : batches) {
      Duration left = PATIENCE.minusNanos(System.nanoTime() - startedNanos);
      for (JobResult result :
          context.measurer().awaitComparison(batch, left.isNegative() ? Duration.ZERO : left)) {
        for (ModelOutcome model : result.outcomes()) {
          if (model instanceof ModelOutcome.Measured of && of.labelNanos() > 0) {
            least.merge(of.modelHash(), of.labelNanos(), Math::min);
          }
        }
      }
    }
    return least;
  }

  private void compare() {
    Set<String> known = new TreeSet<>();
    factors.forEach(
        (device, factor) -> {
          if (factor.outlier()) {
            known.add(device);
          }
        });
    Map<String, Map<String, Double>> byName = new TreeMap<>();
    nanos.forEach((device, times) -> byName.put(device.value(), times));
    factors = DeviceFactors.of(byName);
    LabelBook labels = context.measurer().labels();
    factors.forEach(
        (name, factor) -> {
          DeviceId device = new DeviceId(name);
          labels.calibrate(device, factor.outlier() ? 1 : factor.factor());
          if (factor.outlier() && known.add(name)) {
            labels.discard(device);
            context.progress().note("device " + name + " is left out: " + factor.note());
            if (!context.measurer().isReplay()) {
              supply.outlier(device, "target " + target + ": " + factor.note());
            }
          }
        });
    context.progress().note(spread());
  }

  private String spread() {
    NavigableMap<Double, String> used = new TreeMap<>();
    factors.forEach(
        (device, factor) -> {
          if (!factor.outlier()) {
            used.put(factor.factor(), device);
          }
        });
    return used.isEmpty()
        ? "no device could be calibrated"
        : String.format(
            Locale.ROOT,
            "%d devices calibrated: from %.3f (%s) to %.3f (%s) times the typical time",
            factors.size(),
            used.firstKey(),
            used.get(used.firstKey()),
            used.lastKey(),
            used.get(used.lastKey()));
  }

  /** For the report; empty with one device. */
  List<DeviceRow> rows() {
    List<DeviceRow> rows = new ArrayList<>();
    factors.forEach(
        (device, factor) ->
            rows.add(
                new DeviceRow(
                    device,
                    context.measurer().jobsDone(new DeviceId(device)),
                    factor.factor(),
                    100 * factor.spread(),
                    factor.models(),
                    !factor.outlier(),
                    factor.note())));
    return rows;
  }

  /** For a bundle's provenance; empty with one device. */
  Optional<String> provenance() {
    return factors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(
                ", ",
                rows().stream()
                    .map(
                        row ->
                            String.format(
                                Locale.ROOT,
                                "%s %.4f%s",
                                row.device(),
                                row.factor(),
                                row.used() ? "" : " (left out)"))
                    .toList()));
  }
}
