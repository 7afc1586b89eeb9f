package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.dispatch.JobOutcome;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The first phase: waves of test cases until the fusion rules are known. For one thread. */
final class FusionPhase {
  private final Measurer measurer;
  private final ProgressBoard progress;

  FusionPhase(Measurer measurer, ProgressBoard progress) {
    this.measurer = measurer;
    this.progress = progress;
  }

  /**
   * Runs the phase.
   *
   * @param catalogue what to ask
   */
  FusionReport run(
      String campaign,
      TargetDescription target,
      TestCaseCatalogue catalogue,
      double seconds,
      long seed)
      throws InterruptedException {
    progress.enter(Phase.FUSION);
    FusionDetection detection =
        new FusionDetection(
            campaign,
            target,
            catalogue,
            FusionSettings.standard(
                Duration.ofMillis((long) (seconds * 1000)), target.traits(), seed),
            ModelPlanner::recipe);
    for (List<JobSpec> wave = detection.nextWave(); !wave.isEmpty(); wave = detection.nextWave()) {
      progress.now(
          String.format(
              Locale.ROOT, "%d of %d rules decided", detection.decided(), detection.total()));
      for (JobOutcome outcome : measurer.measure(wave)) {
        if (outcome instanceof JobOutcome.Done done) {
          detection.accept(done.spec().key(), done.result().outcomes(), done.result().elapsed());
        } else {
          detection.fail(outcome.spec().key());
        }
      }
    }
    FusionReport report = detection.report();
    progress.note(
        String.format(
            Locale.ROOT,
            "%d fusion rules from %.0f s of device time",
            report.findings().size(),
            report.deviceTime().toMillis() / 1000.0));
    return report;
  }
}
