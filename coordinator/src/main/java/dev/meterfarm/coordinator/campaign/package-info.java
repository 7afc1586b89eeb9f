/**
 * The campaign engine: phases, rounds and jobs of a campaign on each of its targets.
 *
 * <p>One thread plans for one target; training runs on a single other thread. What was decided is
 * written to the campaign's journal before it is acted on, so that a killed campaign goes on where
 * it stopped.
 */
package dev.meterfarm.coordinator.campaign;
