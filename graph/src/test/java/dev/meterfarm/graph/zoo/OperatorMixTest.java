package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.cost.OpCosts;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorMixTest {
  @Test
  void every_seed_gives_a_graph_that_can_be_written_and_is_not_too_heavy() {
    for (long seed = 0; seed < 200; seed++) {
      Graph graph = OperatorMix.strips(seed);
      assertThat(OpCosts.total(graph).flops()).as(graph.name()).isLessThan(4_000_000_000L);
      assertThat(TfliteWriter.toBytes(graph)).isNotEmpty();
    }
  }

  @Test
  void the_same_seed_gives_the_same_graph_and_another_seed_another() {
    assertThat(OperatorMix.strips(5)).isEqualTo(OperatorMix.strips(5));
    assertThat(OperatorMix.strips(5)).isNotEqualTo(OperatorMix.strips(6));
  }

  @Test
  void it_has_what_the_families_lack() {
    Set<OpType> seen = EnumSet.noneOf(OpType.class);
    for (long seed = 0; seed < 30; seed++) {
      OperatorMix.strips(seed).ops().stream().map(Op::type).forEach(seen::add);
    }
    assertThat(seen)
        .contains(
            OpType.BATCH_MATMUL,
            OpType.TRANSPOSED_CONV,
            OpType.GELU,
            OpType.ELU,
            OpType.TANH,
            OpType.LEAKY_RELU,
            OpType.PRELU,
            OpType.SOFTMAX,
            OpType.RESIZE_BILINEAR,
            OpType.RESIZE_NEAREST,
            OpType.STRIDED_SLICE,
            OpType.SQUARED_DIFFERENCE,
            OpType.RSQRT);
  }
}
