package dev.meterfarm.coordinator.result;

/**
 * One whole network, measured and predicted.
 *
 * @param model its name
 * @param family its family; {@code user} for networks of the user's
 * @param measuredMs label of at least three visits
 * @param predictedMs prediction of the bundle
 * @param lowMs lower end of the 90 % interval
 * @param highMs upper end of the 90 % interval
 * @param errorPercent predicted minus measured, in percent of measured
 * @param extrapolatedShare share of the predicted time outside the sampled range, 0..1
 */
public record NetworkRow(
    String model,
    String family,
    double measuredMs,
    double predictedMs,
    double lowMs,
    double highMs,
    double errorPercent,
    double extrapolatedShare) {}
