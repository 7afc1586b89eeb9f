package dev.meterfarm.coordinator.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StructureEvidenceTest {
  private static List<ExecutedOp> ops(String... names) {
    return Arrays.stream(names).map(name -> new ExecutedOp(name, 1_000)).toList();
  }

  private static StructureEvidence of(
      List<ExecutedOp> op1, List<ExecutedOp> op2, List<ExecutedOp> block) {
    return StructureEvidence.of(op1, op2, List.of(), block);
  }

  @Test
  void fewerEventsThanTheTwoAloneMeanFused() {
    assertThat(
            of(
                ops("Convolution (NHWC, F32) IGEMM"),
                ops("Clamp (NC)"),
                ops("Convolution (NHWC, F32) IGEMM")))
        .isEqualTo(StructureEvidence.FUSED);
  }

  @Test
  void anActivationInsideAnAddIsTakenApartByXnnpack() {
    StructureEvidence baked = of(ops("Add (ND)"), ops("Clamp (NC)"), ops("Add (ND)", "Clamp (NC)"));

    assertThat(baked).isEqualTo(StructureEvidence.SEPARATE);
    assertThat(baked.verdict()).contains(Verdict.SEPARATE);
  }

  @Test
  void anOpThatIsNotDelegatedIsNeitherButNothingIsFused() {
    StructureEvidence other =
        of(ops("Convolution"), ops("Clamp (NC)"), ops("Convolution", "RELU_0_TO_1"));

    assertThat(other).isEqualTo(StructureEvidence.OTHER);
    assertThat(other.verdict()).contains(Verdict.SEPARATE);
  }

  @Test
  void endsCountOnceOnEitherSide() {
    List<ExecutedOp> ends = ops("Resize", "Mean");

    assertThat(
            StructureEvidence.of(
                ops("Resize", "Convolution", "Mean"),
                ops("Resize", "Clamp", "Mean"),
                ends,
                ops("Resize", "Convolution", "Mean")))
        .isEqualTo(StructureEvidence.FUSED);
  }

  @Test
  void noProfileSaysNothing() {
    assertThat(of(List.of(), ops("Clamp"), ops("Clamp")).verdict()).isEmpty();
  }
}
