/**
 * The command line and the output of TFLite's own {@code benchmark_model}, of all versions that
 * labs use. Pure functions and immutable values; nothing here starts a process.
 */
package dev.meterfarm.agent.benchmarkmodel;
