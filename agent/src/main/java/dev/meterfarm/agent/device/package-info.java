/**
 * The driver SPI: a device measures prepared jobs, one at a time. Everything here is either an
 * immutable value or an interface that tells its own threading rule.
 */
package dev.meterfarm.agent.device;
