/**
 * What the kernel tells about this machine, and which of its CPUs measure. Immutable values and
 * stateless readers.
 */
package dev.meterfarm.agent.host;
