/** Turns results into a self-contained HTML page and into JSON. Stateless, thread-safe. */
package dev.meterfarm.coordinator.report;
