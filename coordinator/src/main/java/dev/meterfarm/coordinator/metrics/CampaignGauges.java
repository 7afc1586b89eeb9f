package dev.meterfarm.coordinator.metrics;

import dev.meterfarm.coordinator.result.CampaignProgress;
import dev.meterfarm.coordinator.result.KernelProgress;
import dev.meterfarm.coordinator.result.Phase;
import dev.meterfarm.coordinator.service.CampaignView;
import dev.meterfarm.coordinator.service.TargetView;
import dev.meterfarm.coordinator.store.CampaignState;
import dev.meterfarm.metrics.FarmMeters;
import dev.meterfarm.metrics.FarmMeters.GaugeSink;
import dev.meterfarm.metrics.FarmMetric;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Campaigns, as their views tell; of those that are over, only how many there are. */
public final class CampaignGauges implements FarmMeters.Reading {
  private static final double PERCENT = 100;

  private final Supplier<? extends List<CampaignView>> campaigns;
  private final Clock clock;

  public CampaignGauges(Supplier<? extends List<CampaignView>> campaigns, Clock clock) {
    this.campaigns = campaigns;
    this.clock = clock;
  }

  @Override
  public void read(GaugeSink sink) {
    Map<CampaignState, Integer> byState = new EnumMap<>(CampaignState.class);
    for (CampaignView campaign : campaigns.get()) {
      byState.merge(campaign.state(), 1, Integer::sum);
      if (campaign.state() == CampaignState.RUNNING || campaign.state() == CampaignState.PAUSED) {
        for (TargetView target : campaign.targets()) {
          target.progress().ifPresent(progress -> target(sink, campaign, progress));
        }
      }
    }
    for (CampaignState state : CampaignState.values()) {
      sink.put(FarmMetric.CAMPAIGNS, byState.getOrDefault(state, 0), state.name());
    }
  }

  private void target(GaugeSink sink, CampaignView campaign, CampaignProgress progress) {
    String id = campaign.id();
    String target = progress.target();
    for (Phase phase : Phase.values()) {
      sink.put(
          FarmMetric.CAMPAIGN_PHASE, progress.phase() == phase ? 1 : 0, id, target, phase.name());
    }
    sink.put(FarmMetric.CAMPAIGN_PROGRESS_RATIO, progress.share(), id, target);
    sink.put(FarmMetric.CAMPAIGN_SAMPLES, progress.samples(), id, target);
    sink.put(FarmMetric.CAMPAIGN_ROUND, progress.round(), id, target);
    if (campaign.state() == CampaignState.RUNNING) {
      sink.put(
          FarmMetric.CAMPAIGN_EXPECTED_END_TIMESTAMP_SECONDS,
          clock.instant().plus(progress.left()).toEpochMilli() / 1e3,
          id,
          target);
    }
    for (KernelProgress kernel : progress.kernels()) {
      sink.put(
          FarmMetric.PREDICTOR_WITHIN_TOLERANCE_RATIO,
          kernel.within10Percent() / PERCENT,
          id,
          target,
          kernel.family());
      sink.put(
          FarmMetric.PREDICTOR_RMSPE_RATIO,
          kernel.rmspePercent() / PERCENT,
          id,
          target,
          kernel.family());
      sink.put(
          FarmMetric.PREDICTOR_EXPECTED_RATIO,
          kernel.forecast().atEndPercent() / PERCENT,
          id,
          target,
          kernel.family());
    }
  }
}
