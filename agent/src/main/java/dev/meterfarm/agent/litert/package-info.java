/**
 * Measures with LiteRT from its Python wheel: on this machine's CPU, GPU or NPU, in a Python child
 * that runs our own script. A device belongs to one measuring thread; see {@link
 * dev.meterfarm.agent.device.Device}.
 */
package dev.meterfarm.agent.litert;
