package dev.meterfarm.coordinator.access;

/**
 * Who is calling.
 *
 * @param name of the agent or person
 * @param role what the token is good for
 * @param tokenId public part of the token; empty for somebody without one
 */
public record Caller(String name, Role role, String tokenId) {}
