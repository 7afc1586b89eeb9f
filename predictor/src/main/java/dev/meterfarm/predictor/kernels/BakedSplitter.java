package dev.meterfarm.predictor.kernels;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.OpClassifier;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes baked-in activations apart where the runtime does, so that each op of the result is what
 * the runtime sees. For one call.
 */
final class BakedSplitter {
  private final Graph source;
  private final List<Tensor> tensors;
  private final List<Op> ops = new ArrayList<>();
  private final List<Integer> originalOps = new ArrayList<>();

  /** A graph and, for each of its ops, the op of the source that it comes from. */
  record Split(Graph graph, List<Integer> originalOps) {}

  private BakedSplitter(Graph source) {
    this.source = source;
    this.tensors = new ArrayList<>(source.tensors());
  }

  static Split split(Graph source, FusionRules rules) {
    BakedSplitter splitter = new BakedSplitter(source);
    for (int op = 0; op < source.ops().size(); op++) {
      splitter.add(op, rules);
    }
    Graph graph =
        splitter.ops.size() == source.ops().size()
            ? source
            : new Graph(
                source.name(), splitter.tensors, splitter.ops, source.inputs(), source.outputs());
    return new Split(graph, List.copyOf(splitter.originalOps));
  }

  private void add(int index, FusionRules rules) {
    Op op = source.op(index);
    Optional<OpType> apart = activationOfItsOwn(index, op, rules);
    if (apart.isEmpty()) {
      push(op, index);
      return;
    }
    int output = op.outputs().get(0);
    Tensor result = source.tensor(output);
    tensors.add(
        new Tensor(
            result.name() + "/before-activation", result.shape(), result.type(), Optional.empty()));
    int between = tensors.size() - 1;
    push(
        new Op(
            op.type(),
            op.inputs(),
            List.of(between),
            op.attributes().withActivation(Activation.NONE)),
        index);
    push(new Op(apart.get(), List.of(between), List.of(output), new Attributes.None()), index);
  }

  private Optional<OpType> activationOfItsOwn(int index, Op op, FusionRules rules) {
    Activation activation = op.activation();
    if (activation == Activation.NONE || op.outputs().size() != 1) {
      return Optional.empty();
    }
    String baked = OpClassifier.bakedClass(activation);
    if (rules.verdict(OpClassifier.classOf(source, index), baked, RuleForm.BAKED)
        == Verdict.FUSED) {
      return Optional.empty();
    }
    return OpType.findByWord(baked);
  }

  private void push(Op op, int original) {
    ops.add(op);
    originalOps.add(original);
  }
}
