package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VariantsTest {
  private static final long SEEDS = 200;

  static Stream<NetworkFamily> families() {
    return Zoo.families().stream();
  }

  private static Stream<Graph> variants(NetworkFamily family) {
    return LongStream.range(0, SEEDS).mapToObj(family::variant);
  }

  @ParameterizedTest
  @MethodSource("families")
  void endInASoftmaxOverTheClasses(NetworkFamily family) {
    variants(family)
        .forEach(
            graph -> {
              assertThat(graph.inputs()).hasSize(1);
              assertThat(graph.outputs()).hasSize(1);
              int output = graph.outputs().get(0);
              assertThat(graph.op(graph.producer(output)).type()).isEqualTo(OpType.SOFTMAX);
              Shape shape = graph.tensor(output).shape();
              assertThat(shape.rank()).as(graph.name()).isEqualTo(2);
              assertThat(shape.extent(0)).as(graph.name()).isEqualTo(1);
              assertThat(shape.extent(1)).as(graph.name()).isIn(10, 100, 120, 200, 1000, 1001);
            });
  }

  @ParameterizedTest
  @MethodSource("families")
  void areTheSameForTheSameSeed(NetworkFamily family) {
    for (long seed = 0; seed < SEEDS; seed += 20) {
      assertThat(family.variant(seed)).isEqualTo(family.variant(seed));
    }
  }

  /** Not all: NAS-Bench-201 has few cells, many of which are the same without their dead edges. */
  @ParameterizedTest
  @MethodSource("families")
  void differInStructureFromSeedToSeedInAtLeast99Of100(NetworkFamily family) {
    assertThat(variants(family).map(VariantsTest::structure).distinct().count())
        .isGreaterThanOrEqualTo(SEEDS * 99 / 100);
  }

  private static String structure(Graph graph) {
    StringBuilder text = new StringBuilder();
    for (Op op : graph.ops()) {
      text.append(op.type()).append(op.attributes());
      op.inputs().forEach(input -> text.append(graph.tensor(input).shape()).append(' '));
      text.append(op.inputs()).append(op.outputs()).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("families")
  void costBetween3MegaAnd8GigaFlopsAndMostlyBetween5MegaAnd3Giga(NetworkFamily family) {
    List<Long> flops = variants(family).map(graph -> GraphSize.of(graph).flops()).toList();
    assertThat(flops).allMatch(cost -> cost >= 3_000_000L && cost <= 8_000_000_000L);
    assertThat(flops.stream().filter(cost -> cost >= 5_000_000L && cost <= 3_000_000_000L).count())
        .isGreaterThanOrEqualTo(SEEDS * 85 / 100);
  }

  @ParameterizedTest
  @MethodSource("families")
  void stayBelow25MillionParameters(NetworkFamily family) {
    assertThat(variants(family).map(graph -> GraphSize.of(graph).parameters()))
        .allMatch(parameters -> parameters <= 25_000_000L);
  }

  @ParameterizedTest
  @MethodSource("families")
  void haveChannelsThatTheirGroupsDivide(NetworkFamily family) {
    variants(family)
        .forEach(
            graph -> {
              for (Op op : graph.ops()) {
                if (op.type() == OpType.CONV) {
                  int in = graph.tensor(op.inputs().get(0)).shape().channels();
                  Shape filter = graph.tensor(op.inputs().get(1)).shape();
                  int groups = in / filter.channels();
                  assertThat(in % filter.channels()).as(graph.name()).isZero();
                  assertThat(filter.extent(0) % groups).as(graph.name()).isZero();
                }
              }
            });
  }

  @ParameterizedTest
  @MethodSource("families")
  void leaveNoOpUnused(NetworkFamily family) {
    variants(family)
        .forEach(
            graph -> {
              for (Op op : graph.ops()) {
                for (int output : op.outputs()) {
                  assertThat(graph.isOutput(output) || !graph.consumers(output).isEmpty())
                      .as("%s: output of %s is read", graph.name(), op.displayName())
                      .isTrue();
                }
              }
            });
  }
}
