package dev.meterfarm.coordinator.registry;

import java.time.Instant;

/**
 * One line of the registry's history.
 *
 * @param at when
 * @param subject what changed: {@code device} or {@code agent}
 * @param id which one
 * @param by who: a person, or {@code farm}
 * @param what what happened, in a few words
 * @param from state before; empty if it was not known
 * @param to state after
 * @param reason why it is in that state
 */
public record RegistryEvent(
    Instant at,
    String subject,
    String id,
    String by,
    String what,
    String from,
    String to,
    String reason) {}
