package dev.meterfarm.coordinator.config;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How much a campaign may spend.
 *
 * @param time wall time for everything, evaluation included
 * @param jobs what a simulated target spends instead of time; empty where only time was said
 */
public record Budget(Duration time, OptionalInt jobs) {}
