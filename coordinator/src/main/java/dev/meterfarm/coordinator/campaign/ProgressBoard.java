package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.result.CampaignListener;
import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.KernelProgress;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what goes on on one target and tells the listener. Thread-safe. */
final class ProgressBoard {
  private static final long PAUSE_NANOS = 250_000_000;
  private static final String NOBODY = "no device is ready, waiting for one";

  private final String target;
  private final CampaignListener listener;
  private final BudgetClock clock;
  private final double totalSeconds;
  private final DevicePace pace = new DevicePace();
  private Phase phase = Phase.PREPARE;
  private String now = "";
  private String lastJob = "";
  private boolean alone;
  private int done;
  private int failed;
  private int round;
  private int samples;
  private List<KernelProgress> kernels = List.of();
  private long toldAt;

  ProgressBoard(String target, CampaignListener listener, BudgetClock clock, double totalSeconds) {
    this.target = target;
    this.listener = listener;
    this.clock = clock;
    this.totalSeconds = totalSeconds;
  }

  synchronized void enter(Phase next) {
    phase = next;
    now = "";
    tell(true);
  }

  synchronized void now(String words) {
    now = words;
    tell(true);
  }

  synchronized void round(int number, int sampleCount, List<KernelProgress> progress) {
    round = number;
    samples = sampleCount;
    kernels = List.copyOf(progress);
    tell(true);
  }

  synchronized void jobEnded(JobOutcome outcome) {
    if (outcome instanceof JobOutcome.Done of) {
      alone = false;
      done++;
      pace.add(of.result());
    } else if (outcome instanceof JobOutcome.Failed of && of.code() != ErrorCode.CANCELLED) {
      failed++;
    }
    JobSpec job = outcome.spec();
    lastJob = job.models().size() + " models of " + job.key().substring(job.key().indexOf('/') + 1);
    tell(false);
  }

  /**
   * Jobs take longer than a moment: the clock goes on.
   *
   * @param nobody whether no device is there that may run them
   */
  synchronized void waiting(boolean nobody) {
    boolean isNews = alone != nobody;
    alone = nobody;
    tell(isNews);
  }

  void note(String message) {
    listener.note(target, message);
  }

  private void tell(boolean always) {
    long nanos = System.nanoTime();
    if (!always && nanos - toldAt < PAUSE_NANOS) {
      return;
    }
    toldAt = nanos;
    double used = clock.usedSeconds();
    String words =
        Stream.of(alone ? NOBODY : "", now, lastJob, count(), pace.words())
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    listener.progress(
        new CampaignProgress(
            target,
            phase,
            words,
            Math.min(1, used / totalSeconds),
            round,
            samples,
            kernels,
            seconds(used),
            seconds(Math.max(0, totalSeconds - used))));
  }

  private String count() {
    if (done + failed == 0) {
      return "";
    }
    return done + " jobs done" + (failed == 0 ? "" : ", " + failed + " failed");
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  /** The forests of a round are trained. On the training thread. */
  void trained(Duration took) {
    listener.trained(target, took);
  }
}
