package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.sampling.KernelConfiguration;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelEndsTest {
  static Stream<Arguments> kernels() {
    GraphBuilder conv = new GraphBuilder("", 1);
    int x = conv.conv(conv.input(Shape.of(1, 28, 28, 16)), 32, 3, 1, Activation.NONE);
    Graph convRelu = conv.build(conv.unary(OpType.RELU, x));
    GraphBuilder add = new GraphBuilder("", 1);
    Graph sum =
        add.build(
            add.add(
                add.input(Shape.of(1, 14, 14, 64)),
                add.input(Shape.of(1, 14, 14, 64)),
                Activation.RELU));
    GraphBuilder fc = new GraphBuilder("", 1);
    Graph dense =
        fc.build(fc.fullyConnected(fc.input(Shape.of(1, 49, 96)), 32, true, Activation.NONE));
    GraphBuilder split = new GraphBuilder("", 1);
    List<Integer> parts = split.split(split.input(Shape.of(1, 7, 7, 8)), 3, 2);
    return Stream.of(
        Arguments.of(KernelFamily.CONV, convRelu),
        Arguments.of(KernelFamily.BINARY, sum),
        Arguments.of(KernelFamily.FC, dense),
        Arguments.of(
            KernelFamily.of(split.build(parts.get(0), parts.get(1)), 0),
            split.build(parts.get(0), parts.get(1))));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void only_tiny_tensors_cross_the_edges(KernelFamily family, Graph kernel) {
    for (Graph model :
        List.of(KernelEnds.around(family, kernel), KernelEnds.alone(family, kernel))) {
      assertThat(model.inputs())
          .allSatisfy(in -> assertThat(model.tensor(in).shape().elements()).isLessThan(200));
      assertThat(model.outputs())
          .allSatisfy(out -> assertThat(model.tensor(out).shape().elements()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void whatever_a_kernel_reads_has_a_second_reader(KernelFamily family, Graph kernel) {
    Graph model = KernelEnds.around(family, kernel);
    for (int i = 0; i < kernel.inputs().size(); i++) {
      assertThat(model.consumers(model.op(i).outputs().get(0))).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void the_kernel_is_found_again_in_a_stored_model(KernelFamily family, Graph kernel) {
    Graph stored = GraphJson.read(GraphJson.write(KernelEnds.around(family, kernel)));
    KernelConfiguration again =
        KernelConfiguration.of(family, KernelEnds.kernelOf(stored)).orElseThrow();
    KernelConfiguration original = KernelConfiguration.of(family, kernel).orElseThrow();
    assertThat(again.hash()).isEqualTo(original.hash());
    assertThat(again.features()).containsExactly(original.features());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void with_and_without_the_kernel_as_many_elements_are_read_off_each_another(
      KernelFamily family, Graph kernel) {
    Graph alone = KernelEnds.alone(family, kernel);

    assertThat(alone.outputs()).hasSameSizeAs(KernelEnds.around(family, kernel).outputs());
    assertThat(
            alone.ops().stream()
                .filter(op -> op.type() == OpType.STRIDED_SLICE)
                .map(op -> op.inputs().get(0) + " " + alone.tensor(op.inputs().get(1)).constant()))
        .doesNotHaveDuplicates();
  }

  @Test
  void the_label_is_what_the_kernel_adds_to_its_ends() {
    Graph kernel = (Graph) kernels().findFirst().orElseThrow().get()[1];
    KernelProbe probe = KernelProbe.of(KernelProbe.Form.BETWEEN_ENDS, KernelFamily.CONV, kernel);
    Map<String, Double> labels =
        Map.of(
            GraphJson.hash(KernelEnds.around(KernelFamily.CONV, kernel)), 50_000.0,
            GraphJson.hash(KernelEnds.alone(KernelFamily.CONV, kernel)), 12_000.0);
    assertThat(KernelProbe.label(probe.hashes(), hash -> OptionalDouble.of(labels.get(hash))))
        .hasValue(38_000.0);
  }

  @Test
  void only_timed_regions_with_transfers_need_ends() {
    assertThat(KernelProbe.Form.of(traits(TimedRegion.COMPUTE))).isEqualTo(KernelProbe.Form.ALONE);
    assertThat(KernelProbe.Form.of(traits(TimedRegion.COMPUTE_AND_TRANSFER)))
        .isEqualTo(KernelProbe.Form.BETWEEN_ENDS);
  }

  private static TimingTraits traits(TimedRegion region) {
    return new TimingTraits(LabelStatistic.MINIMUM, 1, region, true, false);
  }
}
