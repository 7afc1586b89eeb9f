package dev.meterfarm.coordinator.context;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.numeric.Quantiles;
import dev.meterfarm.coordinator.numeric.RobustFit;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Fits the context term on calibration networks: non-negative least squares on relative errors,
 * resistant to outliers, shrunk towards "the sum as it is" (scales 1, everything else 0). Which
 * form and how much shrinkage is decided by leaving one network out at a time; a form with more
 * coefficients has to win clearly. Stateless and thread-safe.
 */
public final class ContextFit {
  /** With fewer networks the sum stays as it is. */
  public static final int LEAST_NETWORKS = 6;

  /** Candidates for how many bytes of weights stay in cache between inferences. */
  private static final double[] CACHED_BYTES = {2.5e5, 5e5, 1e6, 2e6, 4e6, 8e6, 16e6, 32e6};

  private static final List<WeightCost> BYTES_OF_WEIGHTS =
      Stream.of(WeightCost.Basis.KERNELS, WeightCost.Basis.PACKED)
          .flatMap(
              basis ->
                  Arrays.stream(CACHED_BYTES).mapToObj(cached -> new WeightCost(1, cached, basis)))
          .toList();

  private static final List<WeightCost> NO_WEIGHTS = List.of(WeightCost.NONE);

  private static final double[] SHRINKAGES = {0.3, 0.03, 0.003};

  /**
   * A more complicated form has to be this much better than the best so far. With fewer than a
   * hundred networks, a smaller gain is as often luck as not, and shows on other networks as a
   * loss.
   */
  private static final double CLEARLY = 0.85;

  private static final double Z95 = 1.645;

  /** Errors are cut here when candidates are compared. */
  private static final double CUT = 0.5;

  private ContextFit() {}

  /** The term fitted on these networks. */
  public static ContextModel fit(List<NetworkMeasurement> networks) {
    double[] plain =
        networks.stream().mapToDouble(n -> n.sumNanos() / n.measuredNanos() - 1).toArray();
    ErrorSummary without = ErrorSummary.ofErrors(plain);
    ContextModel best = ContextModel.identity(without, sigma(plain));
    if (networks.size() < LEAST_NETWORKS) {
      return best;
    }
    double least = criterion(plain);
    for (ContextForm form : ContextForm.values()) {
      Candidate own = bestOf(networks, form);
      if (own.criterion() < CLEARLY * least) {
        least = own.criterion();
        best = model(networks, own, without);
      }
    }
    return best;
  }

  /** A form with what is not fitted by least squares, and how it did. */
  private record Candidate(
      ContextForm form,
      WeightCost weights,
      double shrinkage,
      List<Double> errors,
      double criterion) {}

  private static Candidate bestOf(List<NetworkMeasurement> networks, ContextForm form) {
    Candidate best = null;
    for (WeightCost bytes : form.hasWeights() ? BYTES_OF_WEIGHTS : NO_WEIGHTS) {
      for (double shrinkage : SHRINKAGES) {
        double[] errors = leaveOneOut(networks, form, bytes, shrinkage);
        double criterion = criterion(errors);
        if (best == null || criterion < best.criterion()) {
          List<Double> all = Arrays.stream(errors).boxed().toList();
          best = new Candidate(form, bytes, shrinkage, all, criterion);
        }
      }
    }
    return best;
  }

  private static ContextModel model(
      List<NetworkMeasurement> networks, Candidate candidate, ErrorSummary without) {
    ContextForm form = candidate.form();
    double[] x = solve(networks, form, candidate.weights(), candidate.shrinkage());
    double[] errors = candidate.errors().stream().mapToDouble(Double::doubleValue).toArray();
    Map<KernelFamily, Double> scales = new EnumMap<>(KernelFamily.class);
    for (KernelFamily family : KernelFamily.values()) {
      scales.put(family, form.scale(x, FamilyGroup.of(family)));
    }
    return new ContextModel(
        scales,
        form.perByte(x),
        new WeightCost(
            form.perWeightByte(x), candidate.weights().cachedBytes(), candidate.weights().basis()),
        form.perKernel(x),
        form.fixed(x),
        form.toString(),
        without,
        ErrorSummary.ofErrors(errors),
        sigma(errors));
  }

  private static double[] leaveOneOut(
      List<NetworkMeasurement> networks, ContextForm form, WeightCost bytes, double shrinkage) {
    double[] errors = new double[networks.size()];
    for (int i = 0; i < errors.length; i++) {
      List<NetworkMeasurement> others = new ArrayList<>(networks);
      NetworkMeasurement left = others.remove(i);
      double[] x = solve(others, form, bytes, shrinkage);
      errors[i] = RobustFit.dot(form.terms(left, bytes), x) / left.measuredNanos() - 1;
    }
    return errors;
  }

  /** One row per network, and one wish per coefficient, as strong as {@code shrinkage} networks. */
  private static double[] solve(
      List<NetworkMeasurement> networks, ContextForm form, WeightCost bytes, double shrinkage) {
    int n = networks.size();
    int m = form.coefficients();
    double[][] rows = new double[n + m][m];
    double[] targets = new double[n + m];
    double[] weights = new double[n + m];
    double[] mean = new double[m];
    Arrays.fill(weights, 1);
    for (int i = 0; i < n; i++) {
      NetworkMeasurement network = networks.get(i);
      double[] terms = form.terms(network, bytes);
      for (int j = 0; j < m; j++) {
        rows[i][j] = terms[j] / network.measuredNanos();
        mean[j] += rows[i][j] / n;
      }
      targets[i] = 1;
    }
    for (int j = 0; j < m; j++) {
      boolean scale = j < form.scales();
      // A coefficient is measured by what it contributes to a network in the mean.
      rows[n + j][j] = scale ? 1 : mean[j];
      targets[n + j] = scale ? 1 : 0;
      weights[n + j] = shrinkage * n * (scale ? Math.max(mean[j], 0.05) : 1);
    }
    return RobustFit.solve(rows, targets, weights, m);
  }

  private static double criterion(double[] errors) {
    double sum = 0;
    for (double error : errors) {
      double cut = Math.min(CUT, Math.abs(error));
      sum += cut * cut;
    }
    double rms = Math.sqrt(sum / errors.length);
    return (rms + Quantiles.median(Arrays.stream(errors).map(Math::abs).toArray())) / 2;
  }

  /**
   * The sigma of which 1.645 cover the next network with 90 %: the quantile that conformal
   * prediction takes, which for few networks lies above 0.9.
   */
  private static double sigma(double[] errors) {
    int n = errors.length;
    return n == 0
        ? Double.NaN
        : Quantiles.of(
                Arrays.stream(errors).map(Math::abs).toArray(), Math.min(1, 0.9 * (n + 1) / n))
            / Z95;
  }
}
