/**
 * The agent's programs and the front door for programs that run an agent in process: {@link
 * dev.meterfarm.agent.LocalAgent}.
 */
package dev.meterfarm.agent;
