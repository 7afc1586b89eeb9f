/**
 * Measures on this machine's own CPU with the TFLite natives, in a child JVM that a crash of native
 * code may take down. A device belongs to one measuring thread; see {@link
 * dev.meterfarm.agent.device.Device}.
 */
package dev.meterfarm.agent.embedded;
