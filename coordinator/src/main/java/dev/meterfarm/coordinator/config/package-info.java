/**
 * What a campaign is asked to do: a YAML file, overridden by flags, checked as a whole so that all
 * problems are told at once. Immutable values; these objects stop at the composition root.
 */
package dev.meterfarm.coordinator.config;
