package dev.meterfarm.predictor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.predictor.rules.XnnpackRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelDetectorTest {
  private final KernelDetector xnnpack = new KernelDetector(XnnpackRules.rules());
  private final GraphBuilder build = new GraphBuilder("net", 1);
  private final int x = build.input(Shape.of(1, 16, 16, 8));

  private List<String> types(KernelDetector detector, int... outputs) {
    KernelPlan plan = detector.detect(build.build(outputs));
    return plan.kernels().stream().map(plan::type).toList();
  }

  private int conv(int from) {
    return build.conv(from, 8, 3, 1, Activation.NONE);
  }

  @Test
  void clamps_join_the_conv_before_them_and_other_activations_do_not() {
    int y = build.unary(OpType.RELU6, build.unary(OpType.RELU, conv(x)));
    int z = build.unary(OpType.SIGMOID, conv(y));

    assertThat(types(xnnpack, z)).containsExactly("conv+relu+relu6", "conv", "sigmoid");
  }

  @Test
  void a_second_reader_keeps_two_ops_apart() {
    int c = conv(x);
    int y = build.add(build.unary(OpType.RELU, c), c, Activation.NONE);

    assertThat(types(xnnpack, y)).containsExactly("conv", "relu", "add");
  }

  @Test
  void a_tensor_that_the_caller_reads_keeps_two_ops_apart() {
    int c = conv(x);

    assertThat(types(xnnpack, c, build.unary(OpType.RELU, c))).containsExactly("conv", "relu");
  }

  @Test
  void an_activation_baked_into_an_add_is_taken_apart_and_one_in_a_conv_is_not() {
    int c = build.conv(x, 8, 1, 1, Activation.RELU6);
    Graph graph = build.build(build.add(c, x, Activation.RELU));

    KernelPlan plan = xnnpack.detect(graph);

    assertThat(plan.kernels().stream().map(plan::type))
        .containsExactly("conv1x1+relu6", "add", "relu");
    assertThat(plan.originalOps()).containsExactly(0, 1, 1);
    assertThat(plan.graph().outputs()).isEqualTo(graph.outputs());
  }

  @Test
  void a_pad_joins_the_conv_after_it() {
    Attributes.Conv valid = new Attributes.Conv(2, 2, 1, 1, Padding.VALID, Activation.RELU);
    int y = build.conv(build.pad(x, 1, 1, 1, 1), 8, 3, 3, 1, valid);

    KernelPlan plan = xnnpack.detect(build.build(y));

    assertThat(plan.kernels()).containsExactly(new Kernel(KernelFamily.CONV, List.of(0, 1), 1));
  }

  @Test
  void a_pad_stays_before_a_strided_same_conv_and_where_it_pads_channels() {
    int y = build.conv(build.pad(x, 1, 1, 1, 1), 8, 3, 2, Activation.NONE);
    int channels =
        build.op(
            OpType.PAD,
            new Attributes.None(),
            y,
            build.ints(Shape.of(4, 2), 0, 0, 1, 1, 1, 1, 0, 4));

    assertThat(types(xnnpack, conv(channels))).containsExactly("pad", "conv", "pad", "conv");
  }

  @Test
  void of_two_producers_the_later_takes_the_op() {
    KernelDetector adding =
        new KernelDetector(
            new FusionRules(
                List.of(
                    FusionRule.known("conv", "add", RuleForm.OPS, Verdict.FUSED, ""),
                    FusionRule.known("conv+add", "relu", RuleForm.OPS, Verdict.FUSED, "")),
                true));
    int first = conv(x);
    int second = conv(x);
    int y = build.unary(OpType.RELU, build.add(second, first, Activation.NONE));

    KernelPlan plan = adding.detect(build.build(y));

    assertThat(plan.kernels())
        .containsExactly(
            new Kernel(KernelFamily.CONV, List.of(0), 0),
            new Kernel(KernelFamily.CONV, List.of(1, 2, 3), 1));
  }

  @Test
  void where_a_second_reader_does_not_block_kernels_still_never_wait_for_each_other() {
    KernelDetector eager =
        new KernelDetector(
            new FusionRules(
                List.of(FusionRule.known("conv", "add", RuleForm.OPS, Verdict.FUSED, "")), false));
    int c = conv(x);
    int y = build.add(c, build.unary(OpType.SIGMOID, c), Activation.NONE);

    assertThat(types(eager, y)).containsExactly("conv", "sigmoid", "add");
  }

  @Test
  void a_grouped_conv_is_told_by_its_filter() {
    Attributes.Conv same = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE);

    assertThat(types(xnnpack, build.conv(x, 8, 3, 3, 8, same))).containsExactly("conv-grouped");
  }

  @Test
  void equal_kernels_of_different_networks_are_cut_out_as_equal_graphs() {
    Graph baked = build.build(build.conv(x, 8, 3, 1, Activation.RELU));
    GraphBuilder other = new GraphBuilder("other", 99);
    int y = other.unary(OpType.SIGMOID, other.input(Shape.of(1, 16, 16, 8)));
    Graph apart = other.build(other.unary(OpType.RELU, other.conv(y, 8, 3, 1, Activation.NONE)));

    KernelPlan one = xnnpack.detect(baked);
    KernelPlan two = xnnpack.detect(apart);

    assertThat(one.extract(one.kernels().get(0))).isEqualTo(two.extract(two.kernels().get(1)));
  }
}
