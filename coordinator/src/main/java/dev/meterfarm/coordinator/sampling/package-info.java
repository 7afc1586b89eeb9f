/**
 * What to measure next: the prior of kernel configurations met in networks, the frozen test sets,
 * refinement of channels, batch policies, and how a budget is shared over kernel families.
 *
 * <p>Pure computation with seeds passed in. Values are immutable; a {@code Prior} belongs to one
 * thread at a time because it draws networks as they are asked for.
 */
package dev.meterfarm.coordinator.sampling;
