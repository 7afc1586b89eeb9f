/**
 * From a model graph to the kernels that a target's runtime executes, by its fusion rules. All
 * types are immutable or stateless and safe for use from many threads.
 */
package dev.meterfarm.predictor.kernels;
