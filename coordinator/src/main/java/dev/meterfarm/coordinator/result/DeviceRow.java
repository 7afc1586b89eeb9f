package dev.meterfarm.coordinator.result;

/**
 * One of several devices of a target.
 *
 * @param device which one
 * @param jobs how many jobs it did
 * @param factor how many times as long it takes as the typical device; what it measured is divided
 *     by that
 * @param spreadPercent how much that differs from model to model, as a standard deviation
 * @param models how many models of the calibration set it measured
 * @param used whether what it measured counts
 * @param note what a reader must know; empty where there is nothing to say
 */
public record DeviceRow(
    String device,
    int jobs,
    double factor,
    double spreadPercent,
    int models,
    boolean used,
    String note) {}
