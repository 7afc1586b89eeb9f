package dev.meterfarm.coordinator.service;

import java.time.Instant;

/**
 * A file that a campaign yielded.
 *
 * @param name unique in the campaign; letters, digits, dots, dashes, underscores
 * @param bytes its size
 * @param sha256 of its content
 * @param created when it was stored
 */
public record Artifact(String name, long bytes, String sha256, Instant created) {}
