package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.OpClassifier;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Grows kernels op by op over one graph. For one call. */
final class KernelGrowth {
  private static final int NONE = -1;

  private final Graph graph;
  private final List<Integer> originalOps;
  private final FusionRules rules;
  private final String[] classes;
  private final int[] kernelOf;
  private final List<List<Integer>> kernels = new ArrayList<>();
  private final List<String> chains = new ArrayList<>();

  KernelGrowth(BakedSplitter.Split split, FusionRules rules) {
    this.graph = split.graph();
    this.originalOps = split.originalOps();
    this.rules = rules;
    this.classes = new String[graph.ops().size()];
    this.kernelOf = new int[graph.ops().size()];
    Arrays.fill(kernelOf, NONE);
  }

  /** The ops of each kernel, ascending; kernels by their first op. */
  List<List<Integer>> grow() {
    for (int op = 0; op < classes.length; op++) {
      classes[op] = OpClassifier.classOf(graph, op);
      int producer = latestWillingProducer(op);
      if (producer == NONE) {
        kernelOf[op] = kernels.size();
        kernels.add(new ArrayList<>(List.of(op)));
        chains.add(classes[op]);
      } else {
        int kernel = kernelOf[producer];
        kernelOf[op] = kernel;
        kernels.get(kernel).add(op);
        chains.set(kernel, chains.get(kernel) + "+" + classes[op]);
      }
    }
    return kernels;
  }

  private int latestWillingProducer(int op) {
    int best = NONE;
    for (int input : graph.op(op).inputs()) {
      int producer = input == Op.ABSENT ? NONE : graph.producer(input);
      if (producer > best && mayJoin(op, producer, input)) {
        best = producer;
      }
    }
    return best;
  }

  private boolean mayJoin(int op, int producer, int between) {
    if (graph.op(producer).outputs().size() != 1 || graph.isOutput(between)) {
      return false;
    }
    if (rules.fanOutBlocks() && graph.consumers(between).size() != 1) {
      return false;
    }
    if (originalOps.get(op).equals(originalOps.get(producer))) {
      return false;
    }
    if (graph.op(producer).type() == OpType.PAD && !padMayVanish(producer, op)) {
      return false;
    }
    return rules.verdict(chains.get(kernelOf[producer]), classes[op], RuleForm.OPS) == Verdict.FUSED
        && (rules.fanOutBlocks() || staysConvex(op, kernelOf[producer]));
  }

  /**
   * A pad can only become part of a window op's own border: it must pad height and width alone, and
   * not stand before a strided SAME window, whose own border would have to move.
   */
  private boolean padMayVanish(int pad, int op) {
    int in = graph.op(pad).inputs().get(0);
    int out = graph.op(pad).outputs().get(0);
    if (graph.tensor(in).shape().rank() != 4
        || graph.tensor(in).shape().channels() != graph.tensor(out).shape().channels()
        || graph.tensor(in).shape().batch() != graph.tensor(out).shape().batch()) {
      return false;
    }
    Attributes attributes = graph.op(op).attributes();
    if (attributes instanceof Attributes.Conv conv) {
      return conv.padding() == Padding.VALID
          || (conv.strideHeight() == 1 && conv.strideWidth() == 1);
    }
    if (attributes instanceof Attributes.DepthwiseConv conv) {
      return conv.padding() == Padding.VALID
          || (conv.strideHeight() == 1 && conv.strideWidth() == 1);
    }
    return true;
  }

  /** True if no kernel that {@code op} waits for, directly or not, waits for {@code kernel}. */
  private boolean staysConvex(int op, int kernel) {
    boolean[] seen = new boolean[kernels.size()];
    Deque<Integer> open = new ArrayDeque<>();
    enqueueProducers(op, kernel, seen, open);
    while (!open.isEmpty()) {
      for (int member : kernels.get(open.pop())) {
        if (enqueueProducers(member, NONE, seen, open) && seen[kernel]) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean enqueueProducers(int op, int except, boolean[] seen, Deque<Integer> open) {
    boolean any = false;
    for (int input : graph.op(op).inputs()) {
      int producer = input == Op.ABSENT ? NONE : graph.producer(input);
      if (producer != NONE && kernelOf[producer] != except && !seen[kernelOf[producer]]) {
        seen[kernelOf[producer]] = true;
        open.push(kernelOf[producer]);
        any = true;
      }
    }
    return any;
  }
}
