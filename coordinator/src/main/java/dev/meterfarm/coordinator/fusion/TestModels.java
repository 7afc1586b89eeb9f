package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.rules.RuleForm;
import java.util.ArrayList;
import java.util.List;

/**
 * The models of a test case at one shape. With op1, op2, block and null run in turn, {@code op1 +
 * op2 - block - null} is what running the two ops in one model saves, every fixed cost cancelled.
 *
 * @param op1 op1 alone
 * @param op2 op2 alone
 * @param block op1, then op2
 * @param idle as good as nothing: its time is what every invocation costs
 * @param pass one relu over the tensor in the middle, the yardstick for a saving
 */
record TestModels(Graph op1, Graph op2, Graph block, Graph idle, Graph pass) {

  /**
   * Builds the models.
   *
   * @param ends what is put around the ops of every model
   * @param seed what the weights follow from
   */
  static TestModels of(TestCase test, TestShape shape, Ends ends, long seed) {
    TestShape middle = test.fit(shape);
    Padding padding = test.first().contains(TestOp.PAD) ? Padding.VALID : Padding.SAME;
    Sketch op1 = new Sketch(ends, seed);
    op1.outputs(test.fanOut() ? op1.firstAndReader(test, middle) : op1.first(test, middle));
    Sketch block = new Sketch(ends, seed);
    block.outputs(block.block(test, middle, padding));
    Sketch op2 = new Sketch(ends, seed);
    op2.outputs(test.second().second(op2.g, op2, op2.next(middle.shape()), padding));
    return new TestModels(
        op1.build(),
        op2.build(),
        block.build(),
        idle(middle, ends, seed),
        pass(middle, ends, seed));
  }

  private static Graph idle(TestShape middle, Ends ends, long seed) {
    Sketch idle = new Sketch(ends, seed);
    if (ends.areAround()) {
      idle.outputs(List.of(idle.next(middle.shape())));
    } else if (!ends.areThere()) {
      int one = idle.next(Shape.of(1, 1));
      idle.outputs(TestOp.RELU.second(idle.g, idle, one, Padding.SAME));
    }
    return idle.build();
  }

  private static Graph pass(TestShape middle, Ends ends, long seed) {
    Sketch pass = new Sketch(ends, seed);
    int x = pass.next(middle.shape());
    pass.outputs(TestOp.RELU.second(pass.g, pass, x, Padding.SAME));
    return pass.build();
  }

  /** One model in the making. */
  private static final class Sketch implements TestOp.Inputs {
    private final GraphBuilder g;
    private final Ends ends;
    private final List<Integer> outputs = new ArrayList<>();

    Sketch(Ends ends, long seed) {
      this.g = new GraphBuilder("", seed);
      this.ends = ends;
    }

    @Override
    public int next(Shape shape) {
      return ends.make(g, shape, outputs);
    }

    @Override
    public int operand(Shape shape) {
      return ends.makeOperand(g, shape, outputs);
    }

    void outputs(List<Integer> tensors) {
      for (int tensor : tensors) {
        outputs.add(ends.readOff(g, tensor));
      }
    }

    List<Integer> first(TestCase test, TestShape middle) {
      Activation none = Activation.NONE;
      List<Integer> made = test.first().get(0).first(g, this, middle, none);
      for (TestOp next : test.first().subList(1, test.first().size())) {
        made = then(made, next, Padding.SAME);
      }
      return made;
    }

    /** Replaces the first of these tensors by what {@code next} makes of it. */
    private List<Integer> then(List<Integer> made, TestOp next, Padding padding) {
      List<Integer> tensors = new ArrayList<>(next.second(g, this, made.get(0), padding));
      tensors.addAll(made.subList(1, made.size()));
      return tensors;
    }

    List<Integer> firstAndReader(TestCase test, TestShape middle) {
      return then(first(test, middle), TestOp.MEAN, Padding.SAME);
    }

    List<Integer> block(TestCase test, TestShape middle, Padding padding) {
      if (test.form() == RuleForm.BAKED) {
        return test.first().get(0).first(g, this, middle, test.second().baked());
      }
      List<Integer> made = first(test, middle);
      List<Integer> tensors = new ArrayList<>(then(made, test.second(), padding));
      if (test.fanOut()) {
        tensors.addAll(TestOp.MEAN.second(g, this, made.get(0), padding));
      }
      return tensors;
    }

    Graph build() {
      outputs.addAll(ends.beside(g));
      return g.build(outputs.stream().mapToInt(Integer::intValue).toArray());
    }
  }
}
