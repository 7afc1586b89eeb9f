package dev.meterfarm.predictor;

import dev.meterfarm.predictor.context.ContextTerm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The 90 % interval of a network's latency. Stateless and thread-safe.
 *
 * <p>Errors of kernels are taken as relative, log-normal and independent, except that kernels of
 * equal work in one network err alike; the error of the context term is one more, independent of
 * them. So the relative variance is the sum over distinct kernels of (scaled price / latency x
 * sigma)^2, plus the square of the context term's sigma, and the interval is latency x exp(-+1.645
 * x root of that).
 */
final class LatencyInterval {
  private static final double Z90 = 1.645;

  private LatencyInterval() {}

  /** The factor between latency and either end, at least 1. */
  static double factor(List<KernelPrice> prices, ContextTerm context, double latencyNanos) {
    Map<Integer, Double> deviations = new HashMap<>();
    for (KernelPrice price : prices) {
      double scaled = context.scale(price.kernel().family()) * price.nanos();
      deviations.merge(price.likeness(), scaled * price.relativeSigma(), Double::sum);
    }
    double variance = 0;
    for (double deviation : deviations.values()) {
      variance += deviation * deviation / (latencyNanos * latencyNanos);
    }
    double sigma = context.relativeSigma();
    return Math.exp(Z90 * Math.sqrt(variance + sigma * sigma));
  }
}
