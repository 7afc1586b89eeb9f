/** The work queue on an embedded Hazelcast member; no Hazelcast type elsewhere. */
package dev.meterfarm.coordinator.queue.hazelcast;
