/**
 * Fusion rules: what a target's runtime does with an op that follows another, with verdict,
 * confidence and evidence, and their JSON form. Immutable values, safe for use from many threads.
 */
package dev.meterfarm.predictor.rules;
