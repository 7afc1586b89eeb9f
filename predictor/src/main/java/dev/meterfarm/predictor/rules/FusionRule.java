package dev.meterfarm.predictor.rules;

import java.util.Objects;
import java.util.Optional;

/**
 * What a target does with {@code op2} after {@code op1}.
 *
 * @param op1 op class of the first op, or a chain of classes joined by {@code +}, such as {@code
 *     conv+add}
 * @param op2 op class of the second op or of the baked activation
 * @param form whether op2 is an op of its own or baked into op1
 * @param verdict what kernel detection goes by
 * @param timingVerdict what timing alone says
 * @param structure what the runtime's own profile says, where it has one
 * @param confidence how sure the verdict is, 0..1
 * @param savingNanos estimated saving of the block against its two ops, in nanoseconds per
 *     inference; may be negative; NaN where it was not measured
 * @param evidence the measurements behind it
 */
public record FusionRule(
    String op1,
    String op2,
    RuleForm form,
    Verdict verdict,
    Verdict timingVerdict,
    Optional<Verdict> structure,
    double confidence,
    double savingNanos,
    FusionEvidence evidence) {
  public FusionRule {
    if (op1.isBlank() || op2.isBlank()) {
      throw new IllegalArgumentException("a fusion rule needs two op classes");
    }
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(timingVerdict, "timingVerdict");
    Objects.requireNonNull(structure, "structure");
    Objects.requireNonNull(evidence, "evidence");
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be 0..1, but is " + confidence);
    }
    if (Double.isInfinite(savingNanos)) {
      throw new IllegalArgumentException("savingNanos must not be infinite, but is " + savingNanos);
    }
  }

  /** A rule that is known rather than measured: certain, with no measurement behind it. */
  public static FusionRule known(
      String op1, String op2, RuleForm form, Verdict verdict, String note) {
    return new FusionRule(
        op1,
        op2,
        form,
        verdict,
        Verdict.UNDECIDED,
        Optional.of(verdict),
        1,
        0,
        FusionEvidence.none(note));
  }
}
