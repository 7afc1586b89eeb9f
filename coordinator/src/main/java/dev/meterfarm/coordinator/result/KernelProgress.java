package dev.meterfarm.coordinator.result;

/**
 * How far one kernel family is.
 *
 * @param family the family's word
 * @param samples training samples so far
 * @param within10Percent percent of the frozen test set predicted within 10 %; NaN before the first
 *     training
 * @param rmspePercent root of the mean squared relative error there, in percent; NaN before the
 *     first training
 * @param trend change of that percent since the round before; NaN where there is none
 * @param forecast when it is expected to be how accurate
 */
public record KernelProgress(
    String family,
    int samples,
    double within10Percent,
    double rmspePercent,
    double trend,
    AccuracyForecast forecast) {}
