package dev.meterfarm.coordinator.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt at a job, for people.
 *
 * @param epoch its fencing token
 * @param agent who tried
 * @param device on which device; empty where that is not known
 * @param granted when it began
 * @param ended when it ended; empty while it runs
 * @param outcome how it ended: RESULT, FAILED, LOST or CANCELLED; empty while it runs
 * @param code of the failure
 * @param message of the failure: the evidence
 */
public record AttemptLine(
    long epoch,
    String agent,
    Optional<String> device,
    Instant granted,
    Optional<Instant> ended,
    Optional<String> outcome,
    Optional<String> code,
    Optional<String> message) {}
