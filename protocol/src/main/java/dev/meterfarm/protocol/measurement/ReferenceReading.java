package dev.meterfarm.protocol.measurement;

/**
 * One visit to a reference model within a job; drift is judged by these alone.
 *
 * @param model name of the reference model, such as {@code compute}, {@code memory}, {@code small}
 * @param nanos the driver's label statistic of the visit
 * @param atMillis when, in milliseconds after the start of the job
 */
public record ReferenceReading(String model, double nanos, long atMillis) {}
