/**
 * What the predictors see of a kernel: its work, the roofline that scales it, and named physical
 * features with units. Stateless or immutable, safe for use from many threads.
 */
package dev.meterfarm.predictor.features;
