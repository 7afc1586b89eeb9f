/**
 * What every program of ours needs that runs models on the TFLite natives: what to put on its class
 * path, inputs that are really written, a profile of the executed ops, and a thread that stays on
 * its CPUs. Nothing here is shared between threads.
 */
package dev.meterfarm.tflite;
