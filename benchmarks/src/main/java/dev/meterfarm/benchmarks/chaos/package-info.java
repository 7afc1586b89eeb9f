/**
 * A farm of real processes to which everything happens that can: coordinators over one PostgreSQL,
 * agents, and lines and disks between them. Thread-safe unless a class says otherwise.
 */
package dev.meterfarm.benchmarks.chaos;
