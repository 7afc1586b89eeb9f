/**
 * What the coordinator tells Prometheus about farm, jobs and campaigns; the names are in {@link
 * dev.meterfarm.metrics.FarmMetric}. Everything is read from memory or heard of as it happens, so
 * that a page is served whatever hangs. Safe for use from many threads.
 */
package dev.meterfarm.coordinator.metrics;
