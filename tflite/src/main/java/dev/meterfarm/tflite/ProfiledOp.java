package dev.meterfarm.tflite;

/**
 * One op of one invocation.
 *
 * @param name the runtime's own name for it
 * @param node the index of the node that TFLite ran; inside a delegate the delegate's own index
 * @param inDelegate whether a delegate ran it and told it apart from its other ops
 * @param nanos its time; whole microseconds, cut off, inside a delegate
 */
public record ProfiledOp(String name, long node, boolean inDelegate, long nanos) {}
