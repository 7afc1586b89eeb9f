/**
 * Hints about which jobs are ready, one queue for each target. Never the truth: a hint may be lost,
 * doubled or stale, and only the ledger says who may have a job. All of it is non-blocking and safe
 * for use from many threads.
 */
package dev.meterfarm.coordinator.queue;
