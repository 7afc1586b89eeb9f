package dev.meterfarm.graph;

import java.util.List;
import java.util.Objects;

/**
 * One operator of a graph. Immutable.
 *
 * @param type what it computes
 * @param inputs indices into {@link Graph#tensors()} in the file format's order, constants
 *     included; {@link #ABSENT} for an optional input that is left out
 * @param outputs indices into {@link Graph#tensors()}
 * @param attributes everything else, in the form that {@code type} asks for
 */
public record Op(OpType type, List<Integer> inputs, List<Integer> outputs, Attributes attributes) {
  /** Stands in {@link #inputs()} for an optional input that is left out. */
  public static final int ABSENT = -1;

  public Op {
    Objects.requireNonNull(type, "type");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    Objects.requireNonNull(attributes, "attributes");
  }

  /** The activation baked into this op. */
  public Activation activation() {
    return attributes.activation();
  }

  /** True if the op has an input at {@code position}, present and not left out. */
  public boolean hasInput(int position) {
    return position < inputs.size() && inputs.get(position) != ABSENT;
  }

  /** The name of the operator: its {@link OpType#word()}, or the schema's name where not known. */
  public String displayName() {
    if (attributes instanceof Attributes.Opaque opaque) {
      return opaque.builtinName();
    }
    if (attributes instanceof Attributes.Custom custom) {
      return "custom:" + custom.customCode();
    }
    return type.word();
  }
}
