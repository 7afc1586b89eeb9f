/** The coordinator's certificate: read, or made at the first start. Stateless. */
package dev.meterfarm.coordinator.access.tls;
