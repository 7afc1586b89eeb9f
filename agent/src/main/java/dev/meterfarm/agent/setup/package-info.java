/**
 * Installs tools that a user does not have yet into folders of our own, and finds them again.
 * Nothing outside of those folders is touched. Stateless.
 */
package dev.meterfarm.agent.setup;
