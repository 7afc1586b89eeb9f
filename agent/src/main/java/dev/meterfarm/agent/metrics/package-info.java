/**
 * What an agent tells Prometheus about itself, on an address of its own; the names are in {@link
 * dev.meterfarm.metrics.FarmMetric}. Safe for use from many threads.
 */
package dev.meterfarm.agent.metrics;
