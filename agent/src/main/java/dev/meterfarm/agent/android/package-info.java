/**
 * Android phones through an adb server: ddmlib tells which phones there are, commands go through
 * the server's own protocol because ddmlib's tell no exit status. {@code AdbServer}, {@code
 * AdbPhone} and {@code AdbLog} know ddmlib; those who keep phones know only its {@code IDevice}. A
 * phone is opened, used and closed by threads of this package and by the one that measures on it;
 * commands may run side by side.
 */
package dev.meterfarm.agent.android;
