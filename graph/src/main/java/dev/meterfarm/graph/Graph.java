package dev.meterfarm.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A model: operators in an order in which they can run, over tensors. Immutable; safe for use from
 * many threads.
 *
 * <p>Every op's non-constant inputs are graph inputs or outputs of earlier ops, and no tensor is
 * written twice.
 */
public final class Graph {
  private static final int NOBODY = -1;

  private final String name;
  private final List<Tensor> tensors;
  private final List<Op> ops;
  private final List<Integer> inputs;
  private final List<Integer> outputs;
  private final int[] producers;
  private final List<List<Integer>> consumers;

  /**
   * A graph of these parts.
   *
   * @throws IllegalArgumentException if a tensor index is out of range, an op reads what nobody
   *     wrote before, or a tensor is written twice
   */
  public Graph(
      String name,
      List<Tensor> tensors,
      List<Op> ops,
      List<Integer> inputs,
      List<Integer> outputs) {
    this.name = Objects.requireNonNull(name, "name");
    this.tensors = List.copyOf(tensors);
    this.ops = List.copyOf(ops);
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.producers = new int[this.tensors.size()];
    Arrays.fill(producers, NOBODY);
    this.consumers = indexAndCheck();
  }

  private List<List<Integer>> indexAndCheck() {
    List<List<Integer>> readers = new ArrayList<>(tensors.size());
    for (int i = 0; i < tensors.size(); i++) {
      readers.add(new ArrayList<>(1));
    }
    boolean[] ready = new boolean[tensors.size()];
    for (int i = 0; i < tensors.size(); i++) {
      ready[i] = tensors.get(i).isConstant();
    }
    for (int input : inputs) {
      ready[requireIndex(input, "graph input")] = true;
    }
    for (int at = 0; at < ops.size(); at++) {
      Op op = ops.get(at);
      for (int input : op.inputs()) {
        if (input == Op.ABSENT) {
          continue;
        }
        if (!ready[requireIndex(input, "input of op " + at)]) {
          throw new IllegalArgumentException(
              "graph '"
                  + name
                  + "': op "
                  + at
                  + " ("
                  + op.displayName()
                  + ") reads tensor "
                  + input
                  + " ('"
                  + tensors.get(input).name()
                  + "') before anything wrote it");
        }
        List<Integer> of = readers.get(input);
        if (of.isEmpty() || of.get(of.size() - 1) != at) {
          of.add(at);
        }
      }
      for (int output : op.outputs()) {
        requireIndex(output, "output of op " + at);
        if (ready[output]) {
          throw new IllegalArgumentException(
              "graph '"
                  + name
                  + "': op "
                  + at
                  + " ("
                  + op.displayName()
                  + ") writes tensor "
                  + output
                  + ", which already has a value");
        }
        ready[output] = true;
        producers[output] = at;
      }
    }
    for (int output : outputs) {
      if (!ready[requireIndex(output, "graph output")]) {
        throw new IllegalArgumentException(
            "graph '" + name + "': output tensor " + output + " is never written");
      }
    }
    List<List<Integer>> frozen = new ArrayList<>(readers.size());
    for (List<Integer> of : readers) {
      frozen.add(List.copyOf(of));
    }
    return List.copyOf(frozen);
  }

  private int requireIndex(int index, String role) {
    if (index < 0 || index >= tensors.size()) {
      throw new IllegalArgumentException(
          "graph '"
              + name
              + "': "
              + role
              + " names tensor "
              + index
              + ", but there are only "
              + tensors.size());
    }
    return index;
  }

  public String name() {
    return name;
  }

  public List<Tensor> tensors() {
    return tensors;
  }

  public Tensor tensor(int index) {
    return tensors.get(index);
  }

  /** The operators, each after those that it depends on. */
  public List<Op> ops() {
    return ops;
  }

  public Op op(int index) {
    return ops.get(index);
  }

  /** Indices of the tensors that a caller fills. */
  public List<Integer> inputs() {
    return inputs;
  }

  /** Indices of the tensors that a caller reads. */
  public List<Integer> outputs() {
    return outputs;
  }

  /** Index of the op that writes this tensor, or -1 for inputs and constants. */
  public int producer(int tensor) {
    return producers[tensor];
  }

  /** Indices of the ops that read this tensor, each once, ascending. */
  public List<Integer> consumers(int tensor) {
    return consumers.get(tensor);
  }

  /** True if a caller reads this tensor. */
  public boolean isOutput(int tensor) {
    return outputs.contains(tensor);
  }

  /** The same graph under another name. */
  public Graph renamed(String other) {
    return new Graph(other, tensors, ops, inputs, outputs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Graph graph
        && name.equals(graph.name)
        && tensors.equals(graph.tensors)
        && ops.equals(graph.ops)
        && inputs.equals(graph.inputs)
        && outputs.equals(graph.outputs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, tensors, ops, inputs, outputs);
  }

  @Override
  public String toString() {
    return "Graph[" + name + ", " + ops.size() + " ops]";
  }
}
