/** Benchmarks and end-to-end measurements, each against a named rival in the same run. */
package dev.meterfarm.benchmarks;
