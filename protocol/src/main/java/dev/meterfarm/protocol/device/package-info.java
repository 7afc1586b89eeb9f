/** Devices, the targets that they serve, and the profiles that describe both. Immutable values. */
package dev.meterfarm.protocol.device;
