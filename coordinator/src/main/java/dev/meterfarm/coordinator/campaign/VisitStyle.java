package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimingTraits;

/** What a round of visits to a model is made of on a target. */
enum VisitStyle {
  /** Single runs, and nothing beside them that would count. */
  RUNS,
  /** The start of a program, which then runs the model. */
  PROGRAM,
  /** Series of runs back to back, each as long as several runs. */
  SERIES;

  static VisitStyle of(TimingTraits traits) {
    if (traits.visitNanos() > 0) {
      return PROGRAM;
    }
    return traits.statistic() == LabelStatistic.SLOPE ? SERIES : RUNS;
  }
}
