package dev.meterfarm.graph.openvino;

import java.util.List;

/**
 * What was written.
 *
 * @param inputs the model's inputs, in the order of the graph's
 * @param outputs the model's outputs, in the order of the graph's
 */
public record IrModel(List<IrPort> inputs, List<IrPort> outputs) {
  public IrModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
