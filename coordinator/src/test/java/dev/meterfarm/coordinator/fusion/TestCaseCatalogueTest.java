package dev.meterfarm.coordinator.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.OpClassifier;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TestCaseCatalogueTest {
  private final TestCaseCatalogue all = TestCaseCatalogue.standard();

  @Test
  void asksForEveryPairThatTheGoalNamesAndMuchMore() {
    for (String op1 : List.of("conv1x1", "conv", "dwconv", "fc", "add", "maxpool", "avgpool")) {
      for (String op2 : List.of("relu", "relu6", "sigmoid", "hswish", "add")) {
        assertThat(all.ids().subList(0, 35)).contains(op1 + ">" + op2);
      }
    }
    assertThat(all.ids())
        .doesNotHaveDuplicates()
        .contains(
            "conv-grouped>gelu",
            "mean>prelu",
            "tconv>elu",
            "pad>conv",
            "pad>dwconv",
            "pad>conv1x1",
            "pad>maxpool",
            "baked:add>relu",
            "baked:sub>relu6",
            "baked:maxpool>relu",
            "conv+add>relu",
            "conv+mul+add>relu",
            "conv+relu>relu6",
            "fan-out:conv>relu",
            "reshape>dwconv",
            "concat>relu",
            "relu>split");
    assertThat(all.count(RuleForm.OPS)).isGreaterThan(150);
    assertThat(all.count(RuleForm.BAKED)).isEqualTo(24);
  }

  @Test
  void kernelsNarrowItDown() {
    assertThat(all.concerning(Set.of(KernelFamily.DWCONV)).ids())
        .contains("dwconv>relu", "baked:dwconv>relu6", "pad>dwconv", "dwconv+relu>relu6")
        .allMatch(id -> id.contains("dwconv"));
    assertThat(all.concerning(Set.of(KernelFamily.CLAMP, KernelFamily.CONV_1X1)).ids())
        .contains("add>relu6", "relu>conv", "conv1x1>sigmoid")
        .doesNotContain("add>sigmoid", "maxpool>conv");
    assertThat(all.concerning(Set.of()).ids()).isEqualTo(all.ids());
  }

  @Test
  void everyModelOfEveryCaseCanBeBuiltAtEveryShape() {
    for (TimingTraits traits : List.of(traits(1, 0), traits(10, 400_000_000), traits(1_000, 0))) {
      for (TestShape shape : TestShape.of(traits)) {
        for (TestCase test : all.cases()) {
          for (Ends ends : Ends.values()) {
            TestModels models = TestModels.of(test, shape, ends, 1);
            assertThat(models.block().ops().size())
                .as(test.id())
                .isGreaterThanOrEqualTo(models.op1().ops().size());
          }
        }
      }
    }
  }

  @Test
  void theBlockReadsAndWritesWhatItsPartsDo() {
    for (TestCase test : all.cases()) {
      TestModels models = TestModels.of(test, new TestShape(28, 28, 32), Ends.NONE, 1);
      long middle = test.fit(new TestShape(28, 28, 32)).shape().elements();
      long inputs = elements(models.op1(), true) + elements(models.op2(), true) - middle;
      assertThat(elements(models.block(), true))
          .as(test.id())
          .isEqualTo(test.form() == RuleForm.BAKED ? elements(models.op1(), true) : inputs);
    }
  }

  private static long elements(Graph graph, boolean in) {
    return (in ? graph.inputs() : graph.outputs())
        .stream().map(graph::tensor).map(Tensor::shape).mapToLong(s -> s.elements()).sum();
  }

  @Test
  void opsHaveTheClassesThatRulesSpeakOf() {
    for (TestOp op : TestOp.values()) {
      if (op == TestOp.BN) {
        continue;
      }
      Graph alone = TestModels.of(TestCase.pair(op, TestOp.RELU, 0), shape(op), Ends.NONE, 1).op1();
      assertThat(OpClassifier.classOf(alone, 0)).isEqualTo(op.word());
      Graph behind =
          TestModels.of(TestCase.pair(TestOp.RELU, op, 0), shape(op), Ends.NONE, 1).op2();
      assertThat(OpClassifier.classOf(behind, 0)).isEqualTo(op.word());
    }
  }

  private static TimingTraits traits(long resolutionNanos, long visitNanos) {
    return new TimingTraits(
        LabelStatistic.MEDIAN, resolutionNanos, TimedRegion.COMPUTE, false, false, visitNanos);
  }

  private static TestShape shape(TestOp op) {
    return op == TestOp.MEAN ? new TestShape(4, 4, 16) : new TestShape(28, 28, 32);
  }

  @Test
  void op1IsSmallAgainstThePassThatAFusionSaves() {
    for (TestCase test : all.cases()) {
      for (TestShape shape : TestShape.of(traits(1, 0))) {
        long middle = test.fit(shape).shape().elements();
        Graph op1 = TestModels.of(test, shape, Ends.NONE, 1).op1();
        assertThat(elements(op1, true)).as(test.id()).isLessThanOrEqualTo(4 * middle);
      }
    }
  }

  @Test
  void casesOfOneOp1ShareTheirModels() {
    TestShape shape = new TestShape(28, 28, 32);
    HashSet<String> hashes = new HashSet<>();
    for (TestOp op2 : List.of(TestOp.RELU, TestOp.RELU6, TestOp.HSWISH)) {
      TestModels models = TestModels.of(TestCase.pair(TestOp.CONV, op2, 0), shape, Ends.NONE, 1);
      for (Graph graph :
          List.of(models.op1(), models.op2(), models.block(), models.idle(), models.pass())) {
        hashes.add(GraphJson.hash(graph));
      }
    }
    assertThat(hashes).hasSize(1 + 3 + 3 + 1);
  }
}
