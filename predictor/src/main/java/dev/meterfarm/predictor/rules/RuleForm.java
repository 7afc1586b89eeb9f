package dev.meterfarm.predictor.rules;

/** How the second op of a rule stands in the model file. */
public enum RuleForm {
  /** It is an op of its own that reads the first op's output. */
  OPS,
  /**
   * It is an activation baked into the first op. {@link Verdict#FUSED} says that the two stay one
   * kernel, {@link Verdict#SEPARATE} that the runtime takes them apart.
   */
  BAKED
}
