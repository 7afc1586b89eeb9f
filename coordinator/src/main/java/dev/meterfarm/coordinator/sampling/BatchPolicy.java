package dev.meterfarm.coordinator.sampling;

import java.util.List;
import java.util.Random;

/** Chooses what to measure next for one family. Implementations are stateless. */
public interface BatchPolicy {
  /** The policy's name in campaigns and reports. */
  String name();

  /**
   * The next batch: different configurations, none of them taken; fewer than wanted where there are
   * no more.
   */
  List<KernelConfiguration> next(BatchRequest request, Random random);
}
