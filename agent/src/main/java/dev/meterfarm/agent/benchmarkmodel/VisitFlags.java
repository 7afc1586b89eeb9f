package dev.meterfarm.agent.benchmarkmodel;

import dev.meterfarm.protocol.job.RunPlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The flags that make one run of the tool one visit of a plan. */
public final class VisitFlags {
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

  /** The flag that ends a visit; very old builds lack it. */
  static final String STOP = "max_secs";

  private VisitFlags() {}

  /** A visit that ends when it has made its least runs and taken its least time. */
  public static List<String> visit(RunPlan plan) {
    return flags(plan.minRuns(), plan.minTime(), plan.warmups());
  }

  /**
   * A visit that ends when it has made its most runs or taken its least time, whichever comes
   * first; a run is never cut short.
   */
  static List<String> atMost(RunPlan plan) {
    List<String> flags = new ArrayList<>(flags(plan.maxRuns(), Duration.ZERO, plan.warmups()));
    flags.add("--" + STOP + "=" + seconds(plan.minTime()));
    return List.copyOf(flags);
  }

  /** A visit of exactly so many runs. */
  public static List<String> exactly(int runs, RunPlan plan) {
    return flags(runs, Duration.ZERO, plan.warmups());
  }

  /** A few runs under the op profiler. */
  public static List<String> profiled(int runs) {
    List<String> flags = new ArrayList<>(flags(runs, Duration.ZERO, 1));
    flags.add("--enable_op_profiling=true");
    return List.copyOf(flags);
  }

  private static List<String> flags(int runs, Duration time, int warmups) {
    return List.of(
        "--num_runs=" + runs,
        "--min_secs=" + seconds(time),
        "--warmup_runs=" + warmups,
        "--warmup_min_secs=0");
  }

  /** The tool cannot be told "at most"; whether a visit needs its length limited. */
  public static boolean mayExceed(RunPlan plan) {
    return plan.minTime().toNanos() / 1_000 > plan.maxRuns();
  }

  private static String seconds(Duration of) {
    return BigDecimal.valueOf(of.toNanos()).divide(NANOS).stripTrailingZeros().toPlainString();
  }
}
