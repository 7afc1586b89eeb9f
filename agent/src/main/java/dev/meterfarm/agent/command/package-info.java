/** The commands of {@code bin/agent}. Each runs on the main thread. */
package dev.meterfarm.agent.command;
