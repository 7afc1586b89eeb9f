/**
 * From kernels to networks: the few coefficients per target that turn a sum of kernels, measured
 * alone, into a network's latency, and the features that they multiply. Immutable values, safe for
 * use from many threads.
 */
package dev.meterfarm.predictor.context;
