/**
 * The context term: what turns a sum of kernels measured alone into a network's latency. Stateless
 * and thread-safe.
 */
package dev.meterfarm.coordinator.context;
