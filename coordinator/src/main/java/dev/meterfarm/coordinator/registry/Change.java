package dev.meterfarm.coordinator.registry;

import java.util.Optional;

/**
 * What a transition did.
 *
 * @param before as it was; empty if it was not known
 * @param after as it is
 */
public record Change<T>(Optional<T> before, T after) {}
