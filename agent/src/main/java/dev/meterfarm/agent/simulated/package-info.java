/**
 * A device that does not exist, whose fusion rules and latencies are known exactly: for tests,
 * rehearsals and demonstrations. What is measured on it is marked as simulated everywhere.
 */
package dev.meterfarm.agent.simulated;
