/**
 * Writes graphs as OpenVINO IR: an {@code .xml} file with the operators and a {@code .bin} file
 * with the constants.
 *
 * <p>{@link dev.meterfarm.graph.openvino.OpenVinoWriter} is the way in. {@code IrLowering} goes
 * through the graph once; what it makes is collected by {@code IrDocument}, which numbers layers
 * and edges, and {@code IrConstants}, which streams the content of the constants to disk. All types
 * are stateless or confined to one call, so everything public is thread-safe.
 */
package dev.meterfarm.graph.openvino;
