/**
 * What operators cost independently of any device: arithmetic, parameters, bytes.
 *
 * <p>Everything here is immutable or stateless and safe for use from many threads.
 */
package dev.meterfarm.graph.cost;
