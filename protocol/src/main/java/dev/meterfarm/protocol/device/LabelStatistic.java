package dev.meterfarm.protocol.device;

/**
 * Which statistic of a visit's runs a driver reports as its label. Forests never mix statistics.
 */
public enum LabelStatistic {
  MINIMUM,
  PERCENTILE_5,
  PERCENTILE_25,
  MEDIAN,
  MEAN,
  /** Time per inference as the slope over back-to-back runs. */
  SLOPE
}
