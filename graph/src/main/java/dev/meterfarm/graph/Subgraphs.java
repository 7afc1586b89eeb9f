package dev.meterfarm.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Cuts standalone graphs out of larger ones. Stateless and thread-safe. */
public final class Subgraphs {
  private Subgraphs() {}

  /**
   * A graph of some operators of another one, in their order.
   *
   * <ul>
   *   <li>Tensors that come from outside become graph inputs, in the order of first use.
   *   <li>Constants come along; float weights of a file are replaced by seeded values of the same
   *       size and magnitude (see {@link WeightStandIn}), shared ones stay shared.
   *   <li>What somebody outside reads, and what is an output of the source, becomes an output; if
   *       that is nothing, the results that nobody reads at all do.
   *   <li>Tensors are numbered and named by first use, so the same operators cut out of two
   *       networks make graphs of one structure.
   * </ul>
   *
   * @param opIndices which operators; duplicates and order do not matter
   * @throws IllegalArgumentException if there is none, or an index is out of range
   */
  public static Graph extract(Graph source, Collection<Integer> opIndices, String name) {
    Set<Integer> chosen = new TreeSet<>(opIndices);
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("a subgraph of '" + source.name() + "' needs an operator");
    }
    for (int index : chosen) {
      if (index < 0 || index >= source.ops().size()) {
        throw new IllegalArgumentException(
            "graph '"
                + source.name()
                + "' has no operator "
                + index
                + ", only 0 to "
                + (source.ops().size() - 1));
      }
    }
    return new Cut(source, chosen).graph(name);
  }

  /** One extraction. */
  private static final class Cut {
    private final Graph source;
    private final Set<Integer> chosen;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final IdentityHashMap<Constant, Constant> standIns = new IdentityHashMap<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final Set<Integer> inputs = new LinkedHashSet<>();

    Cut(Graph source, Set<Integer> chosen) {
      this.source = source;
      this.chosen = chosen;
    }

    Graph graph(String name) {
      for (int index : chosen) {
        Op op = source.op(index);
        List<Integer> read = new ArrayList<>();
        for (int tensor : op.inputs()) {
          read.add(tensor == Op.ABSENT ? Op.ABSENT : number(tensor, "input"));
        }
        List<Integer> written = new ArrayList<>();
        for (int tensor : op.outputs()) {
          written.add(number(tensor, op.type().word()));
        }
        ops.add(new Op(op.type(), read, written, op.attributes()));
      }
      return new Graph(name, tensors, ops, List.copyOf(inputs), outputs());
    }

    private int number(int original, String role) {
      Integer known = numbers.get(original);
      if (known != null) {
        return known;
      }
      int number = tensors.size();
      Tensor tensor = source.tensor(original);
      Optional<Constant> constant = tensor.constant().map(content -> standIn(content, tensor));
      String word = constant.isPresent() ? "constant" : role;
      // A campaign keeps a hundred thousand cuts, which name their tensors alike.
      String name = (word + "_" + number).intern();
      tensors.add(new Tensor(name, tensor.shape(), tensor.type(), constant));
      numbers.put(original, number);
      if (constant.isEmpty() && !chosen.contains(source.producer(original))) {
        inputs.add(number);
      }
      return number;
    }

    private Constant standIn(Constant content, Tensor tensor) {
      return standIns.computeIfAbsent(
          content, unused -> WeightStandIn.of(content, tensor.type(), standIns.size()));
    }

    private List<Integer> outputs() {
      List<Integer> needed = new ArrayList<>();
      List<Integer> unread = new ArrayList<>();
      for (int index : chosen) {
        for (int tensor : source.op(index).outputs()) {
          if (source.isOutput(tensor)
              || source.consumers(tensor).stream().anyMatch(reader -> !chosen.contains(reader))) {
            needed.add(numbers.get(tensor));
          } else if (source.consumers(tensor).isEmpty()) {
            unread.add(numbers.get(tensor));
          }
        }
      }
      return needed.isEmpty() ? unread : needed;
    }
  }
}
