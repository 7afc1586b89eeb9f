/**
 * What Meterfarm measures about itself: every metric is a constant of {@link
 * dev.meterfarm.metrics.FarmMetric}, and {@link dev.meterfarm.metrics.FarmMeters} holds the values
 * of one process. Safe for use from many threads.
 */
package dev.meterfarm.metrics;
