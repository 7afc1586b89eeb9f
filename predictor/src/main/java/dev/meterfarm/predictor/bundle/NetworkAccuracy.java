package dev.meterfarm.predictor.bundle;

/**
 * How well whole networks, never used for training, were predicted. Percents are 0..100; NaN where
 * a figure was not measured.
 *
 * @param networks how many
 * @param within5Percent percent of networks within 5 %
 * @param within10Percent percent of networks within 10 %
 * @param rmspePercent root mean square percentage error
 * @param repeatWithin10Percent percent of networks whose own repeat agrees within 10 %
 * @param driftPercent how far the reference models drifted meanwhile
 */
public record NetworkAccuracy(
    int networks,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double repeatWithin10Percent,
    double driftPercent) {}
