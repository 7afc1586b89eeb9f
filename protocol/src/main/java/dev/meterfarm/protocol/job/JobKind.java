package dev.meterfarm.protocol.job;

/** What a job's numbers are for. */
public enum JobKind {
  /** The null and reference models alone, at the start of a campaign. */
  REFERENCE,
  /** Models of one or more test cases, interleaved, to decide fusion rules. */
  FUSION_TEST,
  /** A batch of kernel configurations. */
  KERNEL_SAMPLES,
  /** Whole networks, for calibration or evaluation. */
  NETWORKS
}
