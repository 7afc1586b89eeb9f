package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.ElementType;

/** What the floats of a model become. */
public enum IrPrecision {
  /** Floats stay as they are. */
  FP32(ElementType.FLOAT32),
  /** Weights and activations are of 16 bits, as Intel's VPUs want them. */
  FP16(ElementType.FLOAT16);

  private final ElementType type;

  IrPrecision(ElementType type) {
    this.type = type;
  }

  ElementType type() {
    return type;
  }
}
