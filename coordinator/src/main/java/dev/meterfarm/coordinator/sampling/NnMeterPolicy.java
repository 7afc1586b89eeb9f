package dev.meterfarm.coordinator.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * nn-Meter's sampler as a baseline (Zhang et al., MobiSys 2021): the first batch from the prior,
 * then, around every held-out point that is off by more than 10 %, ten configurations that differ
 * in channels only, drawn uniformly from 0.4 to 1.2 times the point's. Its held-out points are
 * redrawn from all samples in each round; here they are the out-of-fold errors.
 */
public final class NnMeterPolicy implements BatchPolicy {
  private static final double BAD = 0.10;
  private static final int PER_POINT = 10;
  private static final double LOW = 0.4;
  private static final double HIGH = 1.2;

  @Override
  public String name() {
    return "nn-meter";
  }

  @Override
  public List<KernelConfiguration> next(BatchRequest request, Random random) {
    Batch batch = new Batch(request);
    List<TrainedPoint> bad = new ArrayList<>(request.points());
    bad.removeIf(point -> Math.abs(point.relativeError()) <= BAD);
    bad.sort(Comparator.comparingDouble(point -> -Math.abs(point.relativeError())));
    for (TrainedPoint point : bad) {
      for (int i = 0; i < PER_POINT && batch.missing() > 0; i++) {
        KernelConfiguration around = point.configuration();
        ChannelRefinement.withChannels(
                around,
                uniform(ChannelRefinement.inputChannels(around.graph()), random),
                uniform(ChannelRefinement.outputChannels(around.graph()), random))
            .ifPresent(found -> batch.take(List.of(found), 1));
      }
    }
    batch.takePrior(batch.missing(), random);
    return batch.chosen();
  }

  private static int uniform(int channels, Random random) {
    return (int) Math.max(1, channels * (LOW + (HIGH - LOW) * random.nextDouble()));
  }
}
