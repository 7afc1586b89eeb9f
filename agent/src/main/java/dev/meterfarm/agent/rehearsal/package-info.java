/**
 * Virtual phones behind the adb server of this machine, for people who want to see what the agent
 * does with phones before they own any. The only package that knows the virtual phone.
 */
package dev.meterfarm.agent.rehearsal;
