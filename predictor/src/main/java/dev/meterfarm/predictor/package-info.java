/**
 * Predicts how long networks take on a target, from a bundle alone: no device, no network access,
 * no learner. {@link dev.meterfarm.predictor.Predictor} is where to start; everything here is
 * immutable and safe for use from many threads.
 */
package dev.meterfarm.predictor;
