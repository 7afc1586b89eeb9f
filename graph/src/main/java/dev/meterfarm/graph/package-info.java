/**
 * The immutable model graph: operators, NHWC tensors, attributes, and the builder that infers
 * shapes.
 *
 * <p>Everything here is immutable and safe for use from many threads, except {@link
 * dev.meterfarm.graph.GraphBuilder}, which belongs to one thread.
 */
package dev.meterfarm.graph;
