/**
 * The child JVM that runs models on the TFLite natives: everything that a crash of native code
 * takes down. It knows the protocol's values, Jackson and the natives, and nothing else of ours, so
 * that its class path stays small. One thread reads commands, one thread measures.
 */
package dev.meterfarm.agent.embedded.child;
