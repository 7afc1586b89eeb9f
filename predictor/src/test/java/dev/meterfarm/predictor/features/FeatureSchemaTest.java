package dev.meterfarm.predictor.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelDetector;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import dev.meterfarm.predictor.rules.XnnpackRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureSchemaTest {
  private final GraphBuilder build = new GraphBuilder("net", 1);
  private final int x = build.input(Shape.of(1, 16, 16, 24));

  /** Features of the last kernel of the graph with this output. */
  private Map<String, Float> features(KernelFamily family, int output) {
    KernelPlan plan = new KernelDetector(XnnpackRules.rules()).detect(build.build(output));
    Kernel kernel = plan.kernels().get(plan.kernels().size() - 1);
    assertThat(kernel.family()).isEqualTo(family);
    FeatureSchema schema = FeatureSchema.of(family);
    float[] row = schema.extract(plan.graph(), kernel);
    Map<String, Float> features = new LinkedHashMap<>();
    for (int i = 0; i < row.length; i++) {
      features.put(schema.names().get(i), row[i]);
    }
    return features;
  }

  @Test
  void a_convolution_is_a_matrix_product_with_tiles() {
    int y = build.unary(OpType.RELU, build.conv(x, 40, 3, 2, Activation.NONE));

    assertThat(features(KernelFamily.CONV, y))
        .containsEntry("m", 64f)
        .containsEntry("k", 216f)
        .containsEntry("n", 40f)
        .containsEntry("n_up_16", 48f)
        .containsEntry("n_mod_32", 8f)
        .containsEntry("m_up_7", 70f)
        .containsEntry("padded_flops_7x32", 2f * 70 * 216 * 64)
        .containsEntry("stride_height", 2f)
        .containsEntry("same_padding", 1f)
        .containsEntry("fused_clamps", 1f)
        .containsEntry("input_bytes", 4f * 16 * 16 * 24)
        .containsEntry("output_bytes", 4f * 64 * 40)
        .containsEntry("weight_bytes", 4f * (216 * 40 + 40));
  }

  @ParameterizedTest
  @CsvSource({"16, 1", "13, 1.2307693", "12, 1", "1, 4"})
  void columns_that_a_work_group_computes_for_nothing_are_counted(int side, float waste) {
    int image = build.input(Shape.of(1, side, side, 8));

    assertThat(features(KernelFamily.CONV_1X1, build.conv(image, 8, 1, 1, Activation.NONE)))
        .containsEntry("output_width", (float) side)
        .containsEntry("waste_width_4", waste);
  }

  @Test
  void a_baked_clamp_and_a_clamp_of_its_own_are_the_same_features() {
    Map<String, Float> baked =
        features(KernelFamily.CONV_1X1, build.conv(x, 8, 1, 1, Activation.RELU6));
    GraphBuilder other = new GraphBuilder("other", 2);
    int y = other.conv(other.input(Shape.of(1, 16, 16, 24)), 8, 1, 1, Activation.NONE);
    Graph apart = other.build(other.unary(OpType.RELU6, y));
    KernelPlan plan = new KernelDetector(XnnpackRules.rules()).detect(apart);

    float[] row = FeatureSchema.of(KernelFamily.CONV_1X1).extract(apart, plan.kernels().get(0));

    assertThat(List.copyOf(baked.values()))
        .isEqualTo(IntStream.range(0, row.length).mapToObj(i -> row[i]).toList());
  }

  @Test
  void a_grouped_convolution_has_the_product_of_one_group() {
    Attributes.Conv same = new Attributes.Conv(1, 1, 1, 1, Padding.SAME, Activation.NONE);

    assertThat(features(KernelFamily.CONV_GROUPED, build.conv(x, 48, 3, 3, 4, same)))
        .containsEntry("groups", 4f)
        .containsEntry("k", 54f)
        .containsEntry("n", 12f);
  }

  @Test
  void the_ways_in_which_operands_meet_are_told_apart() {
    int perChannel = build.weights(Shape.of(24), 1);
    int scalar = build.weights(Shape.scalar(), 1);
    int perPixel = build.weights(Shape.of(1, 16, 16, 1), 1);
    int perRow = build.weights(Shape.of(1, 16, 1, 1), 1);

    assertThat(features(KernelFamily.BINARY, build.mul(x, x))).containsEntry("broadcast_kind", 0f);
    assertThat(features(KernelFamily.BINARY, build.mul(x, scalar)))
        .containsEntry("broadcast_kind", 1f);
    assertThat(features(KernelFamily.BINARY, build.mul(perChannel, x)))
        .containsEntry("broadcast_kind", 2f);
    assertThat(features(KernelFamily.BINARY, build.mul(x, perPixel)))
        .containsEntry("broadcast_kind", 3f);
    assertThat(features(KernelFamily.BINARY, build.mul(x, perRow)))
        .containsEntry("broadcast_kind", 4f)
        .containsEntry("constant_operand", 1f);
  }

  @Test
  void what_moves_together_is_counted_in_one_piece() {
    assertThat(features(KernelFamily.CONCAT, build.concat(x, x)))
        .containsEntry("output_run", 48f)
        .containsEntry("rows", 256f)
        .containsEntry("smallest_run", 24f);
    assertThat(features(KernelFamily.TRANSPOSE, build.transpose(x, 0, 2, 1, 3)))
        .containsEntry("kind", 1f);
    assertThat(features(KernelFamily.TRANSPOSE, build.transpose(x, 0, 1, 3, 2)))
        .containsEntry("kind", 2f);
    assertThat(
            features(
                KernelFamily.SLICE,
                build.stridedSlice(
                    x, new int[] {0, 0, 0, 0}, new int[] {1, 16, 8, 24}, new int[] {1, 1, 1, 1})))
        .containsEntry("run", 192f)
        .containsEntry("kept_share", 0.5f);
  }

  @Test
  void a_kernel_of_another_family_is_refused() {
    Graph graph = build.build(build.unary(OpType.RELU, x));
    Kernel kernel = new Kernel(KernelFamily.CLAMP, List.of(0), 0);

    assertThatThrownBy(() -> FeatureSchema.of(KernelFamily.UNARY).extract(graph, kernel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("family clamp, not unary");
  }
}
