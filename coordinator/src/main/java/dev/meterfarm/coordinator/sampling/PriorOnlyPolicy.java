package dev.meterfarm.coordinator.sampling;

import java.util.List;
import java.util.Random;

/** Draws from the prior and nothing else: the control that adaptive sampling has to beat. */
public final class PriorOnlyPolicy implements BatchPolicy {
  @Override
  public String name() {
    return "prior";
  }

  @Override
  public List<KernelConfiguration> next(BatchRequest request, Random random) {
    Batch batch = new Batch(request);
    batch.takePrior(request.size(), random);
    return batch.chosen();
  }
}
