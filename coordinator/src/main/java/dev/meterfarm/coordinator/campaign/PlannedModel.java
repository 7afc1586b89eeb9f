package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.protocol.job.ModelRecipe;

/**
 * A model to be measured, with a guess of what that costs.
 *
 * @param recipe how to obtain it
 * @param style how it is visited
 * @param runNanos guess of one run, in nanoseconds
 * @param loadNanos guess of writing, loading and unloading it
 * @param bytes its weights and activations, in bytes
 * @param visitNanos what a round costs beside the runs, in nanoseconds
 */
record PlannedModel(
    ModelRecipe recipe,
    VisitStyle style,
    double runNanos,
    double loadNanos,
    long bytes,
    long visitNanos) {}
