/** The little mathematics that several packages share. Stateless and thread-safe. */
package dev.meterfarm.coordinator.numeric;
