package dev.meterfarm.agent.guard;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a job pass when its device is fit, and holds it back until then.
 *
 * <pre>{@code
 * stateDiagram-v2
 *   [*] --> FIT
 *   FIT --> UNFIT : readings break a rule
 *   UNFIT --> FIT : readings keep to the rules
 *   FIT --> THROTTLED : a job's reference models were slow
 *   THROTTLED --> FIT : a probe is back at the baseline
 * }</pre>
 *
 * <p>A job waits in UNFIT and THROTTLED, and is handed back when that takes too long. For the
 * device's thread.
 */
public final class FitnessGate {
  private static final Logger LOG = LoggerFactory.getLogger(FitnessGate.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** A device that can be asked how it fares. */
  public interface Patient {
    /** Which one, for messages, such as {@code phone 1234}. */
    String name();

    /** Its readings now. */
    DeviceReadings readings() throws InterruptedException;

    /** What speaks against measuring by these readings. */
    List<String> objections(DeviceReadings readings);

    /** Visits the reference models; none where a slow device is not waited for. */
    List<ReferenceReading> probe() throws InterruptedException;

    /**
     * Lets time pass.
     *
     * @throws DeviceException if the device went meanwhile
     */
    void rest(Duration time) throws InterruptedException;
  }

  private final Patient patient;
  private final HealthRules rules;
  private final ProbeBaseline baseline;
  private Optional<String> throttled = Optional.empty();
  private Duration rested = Duration.ZERO;

  /**
   * A gate before a device that is thought to be fit.
   *
   * @param stepNanos smallest step of its times
   */
  public FitnessGate(Patient patient, HealthRules rules, long stepNanos) {
    this.patient = patient;
    this.rules = rules;
    this.baseline = new ProbeBaseline(rules.driftPercent(), stepNanos);
  }

  /**
   * Waits until the device is fit.
   *
   * @return its readings then
   * @throws DeviceException with DEVICE_UNFIT if it does not become fit in time
   */
  public DeviceReadings await() throws InterruptedException {
    rested = Duration.ZERO;
    while (true) {
      DeviceReadings readings = patient.readings();
      List<String> objections = new ArrayList<>(patient.objections(readings));
      if (objections.isEmpty() && throttled.isPresent()) {
        throttled = baseline.judge(patient.probe());
        throttled.ifPresent(objections::add);
      }
      if (objections.isEmpty()) {
        return readings;
      }
      if (rules.skips() || rested.compareTo(rules.patience()) >= 0) {
        throw new DeviceException(
            ErrorCode.DEVICE_UNFIT,
            patient.name() + " is not fit to measure: " + String.join("; ", objections));
      }
      LOG.info("{} waits: {}", patient.name(), objections);
      Duration left = rules.patience().minus(rested);
      Duration pause = left.compareTo(INTERVAL) < 0 ? left : INTERVAL;
      patient.rest(pause);
      rested = rested.plus(pause);
    }
  }

  /** How long the device rested before it was last found fit, or given up. */
  public Duration rested() {
    return rested;
  }

  /**
   * Takes in what the reference models took during a job.
   *
   * @return why the device throttles, if it does; the next job waits until a probe is back
   */
  public Optional<String> after(List<ReferenceReading> references) {
    boolean isNews = throttled.isEmpty();
    throttled = baseline.judge(references);
    if (isNews) {
      throttled.ifPresent(why -> LOG.warn("{} throttles: {}", patient.name(), why));
    }
    return throttled;
  }
}
