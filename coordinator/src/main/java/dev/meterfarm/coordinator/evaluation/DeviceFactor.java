package dev.meterfarm.coordinator.evaluation;

/**
 * How one device of a target compares with the others.
 *
 * @param factor how many times as long it takes as the typical device; exactly 1 where no
 *     difference can be told from noise
 * @param spread robust relative standard deviation of that factor over the calibration set
 * @param models how many models of the calibration set it has measured
 * @param outlier whether it is not like the others at all
 * @param note what a reader must know; empty where there is nothing to say
 */
public record DeviceFactor(
    double factor, double spread, int models, boolean outlier, String note) {}
