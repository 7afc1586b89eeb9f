package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Shape;
import java.util.List;

/**
 * An input or output of a written model.
 *
 * @param name name of the tensor in the file
 * @param shape its extents in the file
 * @param axes for each axis in the file, which axis of the graph's tensor it is: {@code [0, 3, 1,
 *     2]} where a tensor of rows, columns and channels lies with its channels first
 */
public record IrPort(String name, Shape shape, List<Integer> axes) {
  public IrPort {
    axes = List.copyOf(axes);
  }
}
