package dev.meterfarm.graph;

import java.util.Objects;
import java.util.Optional;

/**
 * One tensor of a graph. Immutable.
 *
 * @param name its name in the file; need not be unique
 * @param shape its extents
 * @param type its element type
 * @param constant its content where that is known before the model runs
 */
public record Tensor(String name, Shape shape, ElementType type, Optional<Constant> constant) {
  public Tensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(constant, "constant");
  }

  /** A float32 tensor that the model computes or is given. */
  public static Tensor variable(String name, Shape shape) {
    return new Tensor(name, shape, ElementType.FLOAT32, Optional.empty());
  }

  public boolean isConstant() {
    return constant.isPresent();
  }

  /** Size of the content in bytes. */
  public long bytes() {
    return shape.elements() * type.bytes();
  }
}
