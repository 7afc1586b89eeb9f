package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.coordinator.store.DecisionJournal;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.MeasurementStore;
import java.time.Instant;

/**
 * What the engine needs from outside.
 *
 * @param created when the campaign was started, for provenance
 * @param version the version of Meterfarm, for provenance
 */
public record EnginePorts(
    JobPlan plan,
    DecisionJournal decisions,
    MeasurementStore measurements,
    Instant created,
    String version) {}
