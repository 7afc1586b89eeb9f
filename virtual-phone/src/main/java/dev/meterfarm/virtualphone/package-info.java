/**
 * Phones for rehearsals and tests: each listens on a port of its own for a real adb server, has a
 * folder of the host for its files, and runs models on this machine. {@link
 * dev.meterfarm.virtualphone.PhoneHost} owns what they share. Safe for use from many threads.
 */
package dev.meterfarm.virtualphone;
