package dev.meterfarm.agent.guard;

import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The best that a device ever did on the reference models: when it does much worse, it throttles,
 * whatever its sensors say. For one thread.
 */
public final class ProbeBaseline {
  private final double driftPercent;
  private final Map<String, Double> best = new HashMap<>();

  /**
   * A baseline without readings.
   *
   * @param driftPercent how much slower than its best a model may be
   */
  public ProbeBaseline(double driftPercent) {
    this.driftPercent = driftPercent;
  }

  /**
   * Takes readings in, and says what is wrong with them.
   *
   * @return the worst drift beyond what is allowed, if there is any
   */
  public Optional<String> judge(List<ReferenceReading> readings) {
    Optional<String> worst = Optional.empty();
    double most = driftPercent;
    for (ReferenceReading of : readings) {
      double baseline = best.merge(of.model(), of.nanos(), Math::min);
      double percent = (of.nanos() / baseline - 1) * 100;
      if (percent > most) {
        most = percent;
        worst =
            Optional.of(
                "reference model "
                    + of.model()
                    + " is "
                    + Math.round(percent)
                    + " % slower than its best");
      }
    }
    return worst;
  }
}
