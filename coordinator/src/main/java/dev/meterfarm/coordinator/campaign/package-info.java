/**
 * The campaign engine: phases, rounds and jobs of a campaign on each of its targets.
 *
 * <p>One thread plans for one target; training runs on a single other thread. A round's jobs are in
 * the ledger before any of them runs, and everything else follows from their results, so that a
 * killed campaign goes on where it stopped.
 */
package dev.meterfarm.coordinator.campaign;
