/**
 * Is a phone or board fit to measure? Reads what it tells about heat, charge, clocks and load, and
 * judges that by a profile's rules. Pure functions and immutable values.
 */
package dev.meterfarm.agent.guard;
