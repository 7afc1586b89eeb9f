/**
 * Builds the models of a job from their recipes before the device needs them. Safe for use from
 * many threads.
 */
package dev.meterfarm.agent.prepare;
