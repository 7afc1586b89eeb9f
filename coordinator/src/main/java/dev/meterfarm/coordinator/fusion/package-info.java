/**
 * Finds out which op pairs a target's runtime executes as one kernel. Plans test cases as jobs,
 * turns their paired timings into verdicts, and keeps what the runtime tells about its structure
 * beside them. No threads and no clock: values are immutable, {@link
 * dev.meterfarm.coordinator.fusion.FusionDetection} belongs to one thread.
 */
package dev.meterfarm.coordinator.fusion;
