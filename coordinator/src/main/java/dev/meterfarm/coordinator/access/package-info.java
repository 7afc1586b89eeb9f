/**
 * Who may call the coordinator, and what was done through it: tokens, roles, limits on failures,
 * the audit log. Tokens are kept in memory beside the store, so that a check never waits for a
 * disk. Safe for use from many threads.
 */
package dev.meterfarm.coordinator.access;
