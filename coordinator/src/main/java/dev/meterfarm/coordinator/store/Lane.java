package dev.meterfarm.coordinator.store;

/** The jobs of one campaign on one target; campaigns take turns on a target lane by lane. */
public record Lane(String target, String campaign) {}
