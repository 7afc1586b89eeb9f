/**
 * Which agents and devices the farm knows, and how far it trusts them. Devices and agents are
 * immutable records with pure transitions ({@link dev.meterfarm.coordinator.registry.DeviceRecord},
 * {@link dev.meterfarm.coordinator.registry.AgentRecord}); each transition is one transaction of
 * the ledger, so that two coordinators never disagree. What a person ordered stands beside what the
 * farm found out by itself, and neither overwrites the other.
 */
package dev.meterfarm.coordinator.registry;
