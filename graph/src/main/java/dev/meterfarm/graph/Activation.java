package dev.meterfarm.graph;

/** An activation baked into an op, as a model file may carry it. */
public enum Activation {
  NONE,
  RELU,
  RELU_N1_TO_1,
  RELU6,
  TANH,
  SIGN_BIT
}
