/**
 * Runs external programs: with a deadline, with limits on what they may say, and without leaving
 * anything of them behind. Safe for use from many threads.
 */
package dev.meterfarm.agent.process;
