package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;

/** Every number that fixes one network of a family. Immutable. */
interface Design {
  /** Adds the whole network, from input to softmax; returns the tensor of the class scores. */
  int build(GraphBuilder graph);
}
