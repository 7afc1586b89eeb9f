/**
 * A farm as a lab has it: programs of {@code bin/} as processes of their own, which tests kill and
 * freeze, and networks and disks between them that fail. Thread-safe unless a class says otherwise.
 */
package dev.meterfarm.testkit.farm;
