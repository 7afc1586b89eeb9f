package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.prepare.ModelPreparer;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.virtualphone.PhoneHost;
import dev.meterfarm.virtualphone.PhoneSettings;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What measuring a model on a phone takes beyond the runs of the tool, on one virtual phone behind
 * a real adb server: readings, push, scripts, parsing, tidying up.
 */
public final class PhoneOverhead {
  private static final int FIVE_MEGABYTES = 545;
  private static final int MODELS_OF_A_LARGE_JOB = 8;
  private static final double GOAL_MILLIS = 150;

  private PhoneOverhead() {}

  /**
   * Measures; the exit code is 1 if the median is not below 150 ms.
   *
   * @param args the port of the adb server, how many jobs of one model
   */
  public static void main(String[] args) throws Exception {
    int adbPort = Integer.parseInt(args[0]);
    int jobs = Integer.parseInt(args[1]);
    boolean reached;
    try (ScratchFolder scratch = ScratchFolder.open();
        PhoneHost host = new PhoneHost()) {
      VirtualPhone phone =
          host.start(PhoneSettings.of(PhoneModel.pixel4(), "BENCH", scratch.newFolder()));
      host.warmUp();
      connect(adbPort, phone.address());
      try (LocalAgent agent =
          LocalAgent.open(PhoneJobs.profiles(adbPort), Set.of(PhoneJobs.TARGET))) {
        Device device = agent.devices().get(0);
        measure(device, phone, scratch, 5, 1);
        reached = report(measure(device, phone, scratch, jobs, 1), 1);
        reached &=
            report(
                measure(device, phone, scratch, Math.max(1, jobs / 4), MODELS_OF_A_LARGE_JOB),
                MODELS_OF_A_LARGE_JOB);
      }
    }
    System.exit(reached ? 0 : 1);
  }

  private static void connect(int adbPort, String address) throws Exception {
    Process adb =
        new ProcessBuilder("adb", "-P", Integer.toString(adbPort), "connect", address)
            .inheritIO()
            .start();
    if (!adb.waitFor(1, TimeUnit.MINUTES) || adb.exitValue() != 0) {
      throw new IllegalStateException("adb does not connect to " + address);
    }
  }

  /**
   * What a job took beyond the runs of the tool, in milliseconds for each model.
   *
   * @param push of it, pushing models and script
   * @param script of it, from the script's start to its answer
   */
  private record Cost(double all, double push, double script) {}

  private static List<Cost> measure(
      Device device, VirtualPhone phone, ScratchFolder scratch, int jobs, int models)
      throws InterruptedException {
    ModelPreparer preparer =
        new ModelPreparer(
            scratch,
            sha256 -> {
              throw new IllegalStateException("no files here");
            });
    List<Cost> costs = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      List<Graph> graphs = new ArrayList<>();
      for (int model = 0; model < models; model++) {
        graphs.add(PhoneJobs.conv(FIVE_MEGABYTES, (long) job * models + model));
      }
      String key = models + "/" + job;
      try (PreparedJob prepared =
          preparer.prepare(PhoneJobs.job(key, graphs), device.modelFormat())) {
        long tool = phone.benchmark().runTime().toNanos();
        long start = System.nanoTime();
        DeviceReport report = device.measure(prepared);
        long elapsed = System.nanoTime() - start;
        double runs = (phone.benchmark().runTime().toNanos() - tool) / 1e6;
        List<ModelOutcome> outcomes = report.outcomes();
        if (!outcomes.stream().allMatch(of -> of instanceof ModelOutcome.Measured)) {
          throw new IllegalStateException("not measured: " + outcomes);
        }
        costs.add(
            new Cost(
                (elapsed / 1e6 - runs) / models,
                millis(report, "pushMicros") / models,
                (millis(report, "scriptMicros") - runs) / models));
      }
    }
    return costs;
  }

  private static double millis(DeviceReport report, String reading) {
    return Double.parseDouble(report.environment().get(reading)) / 1e3;
  }

  private static double quantile(List<Cost> costs, ToDoubleFunction<Cost> part, double share) {
    double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
    return sorted[(int) (sorted.length * share)];
  }

  private static boolean report(List<Cost> costs, int models) {
    double median = quantile(costs, Cost::all, 0.5);
    System.out.printf(
        Locale.ROOT,
        "%d jobs of %d model(s) of 5 MB: beyond the tool's runs, per model: median %.1f ms, p95"
            + " %.1f ms (goal: median below %.0f ms); of the median, push %.1f ms, script %.1f ms%n",
        costs.size(),
        models,
        median,
        quantile(costs, Cost::all, 0.95),
        GOAL_MILLIS,
        quantile(costs, Cost::push, 0.5),
        quantile(costs, Cost::script, 0.5));
    return median < GOAL_MILLIS;
  }
}
