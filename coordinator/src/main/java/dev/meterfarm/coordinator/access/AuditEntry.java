package dev.meterfarm.coordinator.access;

import java.time.Instant;

/**
 * Something that was done or tried through the API.
 *
 * @param at when
 * @param who name of the caller's token, or {@code anonymous}
 * @param action such as {@code token.create}
 * @param subject what it was done to
 * @param outcome {@code done}, or why not
 * @param remote the caller's address
 */
public record AuditEntry(
    Instant at, String who, String action, String subject, String outcome, String remote) {}
