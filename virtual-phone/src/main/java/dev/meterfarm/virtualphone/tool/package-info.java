/**
 * A benchmark_model of our own: takes the flags of TFLite's tool, runs the model on the real TFLite
 * natives, and prints what that tool of some version prints. Runs in a JVM of its own, on one
 * thread; knows nothing of phones.
 */
package dev.meterfarm.virtualphone.tool;
