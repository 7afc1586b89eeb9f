/** The real adb, for tests that are tagged {@code adb}. For one thread at a time. */
package dev.meterfarm.testkit.adb;
