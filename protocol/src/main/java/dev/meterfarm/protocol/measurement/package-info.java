/** What came back from a device for the models of a job. Immutable values; times in nanoseconds. */
package dev.meterfarm.protocol.measurement;
