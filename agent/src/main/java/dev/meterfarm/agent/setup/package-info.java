/**
 * Tools that a user does not have yet: installed into folders of our own and nowhere else. Values
 * are immutable; installing is for one thread.
 */
package dev.meterfarm.agent.setup;
