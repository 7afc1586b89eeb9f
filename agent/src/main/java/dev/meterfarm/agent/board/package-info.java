/**
 * Linux boards such as a Raspberry Pi, or any other Linux machine, measured with a {@code
 * benchmark_model} that the lab put there. Devices are used by one thread at a time; their source
 * by any.
 */
package dev.meterfarm.agent.board;
