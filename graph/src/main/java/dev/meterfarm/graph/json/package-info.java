/**
 * Graphs as compact JSON documents, and the fingerprint of their structure.
 *
 * <p>{@link dev.meterfarm.graph.json.GraphJson} is stateless and thread-safe; the other types
 * belong to one call.
 */
package dev.meterfarm.graph.json;
