/**
 * Device profiles: the files that say which devices there are and which targets they serve. Loading
 * reports all problems at once. Immutable values.
 */
package dev.meterfarm.agent.profile;
