package dev.meterfarm.coordinator.result;

/**
 * Accuracy of one way to predict whole networks.
 *
 * @param method what predicts, such as {@code meterfarm} or {@code flops-linear}
 */
public record AccuracyRow(
    String method,
    int networks,
    double within5Percent,
    double within10Percent,
    double rmspePercent,
    double worstPercent) {}
