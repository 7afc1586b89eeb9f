package dev.meterfarm.protocol.measurement;

/**
 * One op that the runtime really executed, in order of execution.
 *
 * @param name the runtime's own name for it
 * @param nanos its time; 0 where the runtime only counts whole microseconds and it took less
 */
public record ExecutedOp(String name, long nanos) {}
