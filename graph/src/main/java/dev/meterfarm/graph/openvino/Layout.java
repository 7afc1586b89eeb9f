package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which the axes of a graph's tensor lie in the file, outermost first. Immutable.
 *
 * @param axes for each axis in the file, which axis of the graph's tensor it is
 */
record Layout(List<Integer> axes) {
  /** How OpenVINO's windows want images. */
  static final Layout CHANNELS_FIRST = new Layout(List.of(0, 3, 1, 2));

  Layout {
    axes = List.copyOf(axes);
  }

  /** The axes as the graph has them. */
  static Layout plain(int rank) {
    List<Integer> axes = new ArrayList<>(rank);
    for (int axis = 0; axis < rank; axis++) {
      axes.add(axis);
    }
    return new Layout(axes);
  }

  /** Where images are concerned, channels first; otherwise as the graph has it. */
  static Layout usual(int rank) {
    return rank == 4 ? CHANNELS_FIRST : plain(rank);
  }

  int rank() {
    return axes.size();
  }

  boolean isPlain() {
    return equals(plain(rank()));
  }

  /** Where an axis of the graph's tensor lies in the file; a negative one counts from the end. */
  int position(int axis) {
    return axes.indexOf(axis < 0 ? axis + rank() : axis);
  }

  /** Extents in the file. */
  Shape apply(Shape shape) {
    return Shape.of(axes.stream().map(shape::extent).toList());
  }

  /** One value for each axis of the graph's tensor, in the order of the file. */
  int[] apply(int[] perAxis) {
    return axes.stream().mapToInt(axis -> perAxis[axis]).toArray();
  }

  /** For each axis in the file of {@code to}, the axis in the file of this layout. */
  int[] permutation(Layout to) {
    return to.axes.stream().mapToInt(this::position).toArray();
  }

  /**
   * Whether going over to another layout leaves the bytes where they are, because only axes of
   * extent 1 change places.
   */
  boolean sameBytes(Layout to, Shape shape) {
    return longAxes(shape).equals(to.longAxes(shape));
  }

  private List<Integer> longAxes(Shape shape) {
    return axes.stream().filter(axis -> shape.extent(axis) != 1).toList();
  }

  /** The layout that remains when some axes of the graph's tensor are dropped. */
  Layout without(List<Integer> dropped) {
    List<Integer> kept = new ArrayList<>();
    for (int axis : axes) {
      if (!dropped.contains(axis)) {
        kept.add(axis - (int) dropped.stream().filter(gone -> gone < axis).count());
      }
    }
    return new Layout(kept);
  }
}
