/**
 * Learners on Weka's random trees, taken apart into plain {@code TreeEnsemble}s. Weka's types stay
 * in this package.
 *
 * <p>A learner has no state between calls and may be used from many threads; one training runs on
 * the calling thread alone.
 */
package dev.meterfarm.coordinator.learning.weka;
