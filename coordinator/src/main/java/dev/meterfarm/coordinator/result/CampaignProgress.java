package dev.meterfarm.coordinator.result;

import java.time.Duration;
import java.util.List;

/**
 * A snapshot of a campaign on one target.
 *
 * @param target the target
 * @param phase what goes on
 * @param now what is measured now, in a few words
 * @param share how much of the budget is used, 0..1
 * @param round sampling round, from 1; 0 before the first
 * @param samples training samples of all kernels
 * @param kernels one entry for each kernel family, most important first
 * @param elapsed time since the start
 * @param left time until the budget is used up
 */
public record CampaignProgress(
    String target,
    Phase phase,
    String now,
    double share,
    int round,
    int samples,
    List<KernelProgress> kernels,
    Duration elapsed,
    Duration left) {
  public CampaignProgress {
    kernels = List.copyOf(kernels);
  }
}
