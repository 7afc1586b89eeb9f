package dev.meterfarm.predictor.rules;

/** What is known about a pair of ops on a target. */
public enum Verdict {
  /** The runtime executes both as one kernel. */
  FUSED,
  /** Each is a kernel of its own. */
  SEPARATE,
  /** The evidence does not decide; kernel detection treats the pair as separate. */
  UNDECIDED
}
