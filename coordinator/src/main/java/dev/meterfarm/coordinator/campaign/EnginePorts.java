package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.MeasurementStore;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * What the engine needs from outside.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 * @param created when the campaign was started, for provenance
 * @param version the version of Meterfarm, for provenance
 */
public record EnginePorts(
    JobPlan plan,
    DecisionJournal decisions,
    MeasurementStore measurements,
    LongSupplier nanoTime,
    Instant created,
    String version) {}
