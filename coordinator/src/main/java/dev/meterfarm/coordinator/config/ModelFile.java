package dev.meterfarm.coordinator.config;

/**
 * A network of the user's, which the ledger holds.
 *
 * @param name of the file, for people
 * @param sha256 of its content, lower case
 */
public record ModelFile(String name, String sha256) {}
