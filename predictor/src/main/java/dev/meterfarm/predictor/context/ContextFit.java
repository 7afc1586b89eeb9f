package dev.meterfarm.predictor.context;

/**
 * What a context term was fitted on, and what it gained there, each network predicted by a term
 * fitted on the others. NaN where it was not computed.
 *
 * @param networks calibration networks, at least 0
 * @param rmspePercentWithout root mean square percentage error of the plain sum of kernels
 * @param rmspePercentWith the same with a context term
 * @param within10PercentWithout percent of networks within 10 % as the plain sum of kernels
 * @param within10PercentWith the same with a context term
 */
public record ContextFit(
    int networks,
    double rmspePercentWithout,
    double rmspePercentWith,
    double within10PercentWithout,
    double within10PercentWith) {
  public ContextFit {
    if (networks < 0) {
      throw new IllegalArgumentException("networks must be >= 0, but is " + networks);
    }
  }

  /** Nothing was fitted. */
  public static ContextFit none() {
    return new ContextFit(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }
}
