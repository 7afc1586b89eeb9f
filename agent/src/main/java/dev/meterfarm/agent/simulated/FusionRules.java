package dev.meterfarm.agent.simulated;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which op is executed together with the one before it, and so which kernels a graph has. Pairs are
 * written like {@code conv+relu}. An op joins the kernel of its producer if the pair of the
 * kernel's last op and itself is in the rules and nobody else reads what lies in between.
 */
public final class FusionRules {
  private static final List<OpType> CLAMPS =
      List.of(OpType.RELU, OpType.RELU6, OpType.RELU_N1_TO_1);

  private final Set<String> pairs;

  /**
   * Rules of these pairs.
   *
   * @throws IllegalArgumentException if a pair is not two known operators joined by {@code +}
   */
  public FusionRules(Iterable<String> pairs) {
    Set<String> checked = new TreeSet<>();
    for (String pair : pairs) {
      String[] ops = pair.split("\\+", -1);
      if (ops.length != 2) {
        throw new IllegalArgumentException("'" + pair + "' is not of the form conv+relu");
      }
      checked.add(key(OpType.requireByWord(ops[0].strip()), OpType.requireByWord(ops[1].strip())));
    }
    this.pairs = Collections.unmodifiableSet(checked);
  }

  /** Clamps join convolutions, fully connected layers and poolings; a sum joins a convolution. */
  public static FusionRules standard() {
    List<String> pairs = new ArrayList<>();
    for (OpType head :
        List.of(
            OpType.CONV, OpType.DWCONV, OpType.FULLY_CONNECTED, OpType.MAX_POOL, OpType.AVG_POOL)) {
      CLAMPS.forEach(clamp -> pairs.add(key(head, clamp)));
    }
    pairs.add(key(OpType.CONV, OpType.ADD));
    return new FusionRules(pairs);
  }

  private static String key(OpType first, OpType second) {
    return first.word() + "+" + second.word();
  }

  /** Whether {@code second} joins the kernel that {@code first} ends. */
  public boolean fuses(OpType first, OpType second) {
    return pairs.contains(key(first, second));
  }

  /** All pairs, ascending. */
  public Set<String> pairs() {
    return pairs;
  }

  /** The kernels of a graph: indices of ops, in the order in which the kernels end. */
  public List<List<Integer>> kernels(Graph graph) {
    List<List<Integer>> kernels = new ArrayList<>();
    int[] kernelOf = new int[graph.ops().size()];
    Arrays.fill(kernelOf, -1);
    for (int at = 0; at < graph.ops().size(); at++) {
      int into = joined(graph, at, kernels, kernelOf);
      if (into < 0) {
        into = kernels.size();
        kernels.add(new ArrayList<>());
      }
      kernels.get(into).add(at);
      kernelOf[at] = into;
    }
    return kernels;
  }

  /** The kernel that an op joins; the latest of several that it could; -1 for none. */
  private int joined(Graph graph, int at, List<List<Integer>> kernels, int[] kernelOf) {
    Op op = graph.op(at);
    int best = -1;
    for (int input : op.inputs()) {
      int producer = input == Op.ABSENT ? -1 : graph.producer(input);
      if (producer < 0 || graph.consumers(input).size() != 1 || graph.isOutput(input)) {
        continue;
      }
      List<Integer> kernel = kernels.get(kernelOf[producer]);
      boolean isLast = kernel.get(kernel.size() - 1) == producer;
      if (isLast && producer > best && fuses(graph.op(producer).type(), op.type())) {
        best = producer;
      }
    }
    return best < 0 ? -1 : kernelOf[best];
  }
}
