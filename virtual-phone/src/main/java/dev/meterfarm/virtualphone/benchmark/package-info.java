/**
 * Runs the benchmark tool in JVMs of its own, which a signal to the phone's process kills, and puts
 * in the faults that were asked for. Safe for use from many threads.
 */
package dev.meterfarm.virtualphone.benchmark;
