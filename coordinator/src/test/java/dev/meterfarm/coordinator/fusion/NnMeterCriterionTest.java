package dev.meterfarm.coordinator.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.rules.Verdict;
import org.junit.jupiter.api.Test;

class NnMeterCriterionTest {
  @Test
  void decidesTheExamplesOfItsPaperAlike() {
    assertThat(NnMeterCriterion.judge(13, 26, 16)).isEqualTo(Verdict.FUSED);
    assertThat(NnMeterCriterion.judge(5.08, 3.50, 6.00)).isEqualTo(Verdict.FUSED);
    assertThat(NnMeterCriterion.judge(23.60, 0.81, 24.48)).isEqualTo(Verdict.SEPARATE);
  }

  @Test
  void measuresItsOwnDefaultShape() {
    NnMeterCriterion.Models models =
        NnMeterCriterion.models(TestCase.pair(TestOp.CONV, TestOp.RELU, 0), 1).orElseThrow();

    assertThat(models.op1().tensor(models.op1().inputs().get(0)).shape())
        .isEqualTo(Shape.of(1, 28, 28, 64));
    assertThat(models.op2().tensor(models.op2().inputs().get(0)).shape())
        .isEqualTo(Shape.of(1, 28, 28, 128));
    assertThat(models.block().ops()).hasSize(2);
  }

  @Test
  void hasNothingToSayOfChainsAndBakedActivations() {
    assertThat(NnMeterCriterion.models(TestCase.baked(TestOp.ADD, TestOp.RELU, 0), 1)).isEmpty();
    assertThat(NnMeterCriterion.models(TestCase.chain(0, TestOp.RELU, TestOp.CONV, TestOp.ADD), 1))
        .isEmpty();
  }
}
