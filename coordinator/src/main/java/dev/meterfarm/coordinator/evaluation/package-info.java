/**
 * How good predictions are and how far the measurements can be trusted: errors, baselines, label
 * noise, repeat agreement, drift. Immutable or stateless, thread-safe.
 *
 * <p>Errors are relative, predicted minus measured over measured; shares are 0..1.
 */
package dev.meterfarm.coordinator.evaluation;
