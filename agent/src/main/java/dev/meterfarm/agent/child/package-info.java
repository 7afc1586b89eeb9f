/**
 * Child processes that run models where a crash of native code costs a model and not the agent:
 * started again when they die, watched by a deadline, spoken to in lines of JSON. A child belongs
 * to the measuring thread of its device.
 */
package dev.meterfarm.agent.child;
