package dev.meterfarm.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FitnessGateTest {
  /** A device whose battery temperatures and speeds are written down beforehand. */
  private static final class ScriptedPatient implements FitnessGate.Patient {
    private final Deque<Integer> tenthsOfCelsius = new ArrayDeque<>();
    private final Deque<Double> probes = new ArrayDeque<>();
    private Duration rested = Duration.ZERO;
    private int probed;

    @Override
    public String name() {
      return "phone X";
    }

    @Override
    public DeviceReadings readings() {
      int now = tenthsOfCelsius.size() > 1 ? tenthsOfCelsius.remove() : tenthsOfCelsius.element();
      return DeviceReadings.of(Survey.parse("@@ battery\n  temperature: " + now + "\n@@ end\n"));
    }

    @Override
    public List<String> objections(DeviceReadings readings) {
      return HealthRules.standard().objections(readings, OptionalLong.empty());
    }

    @Override
    public List<ReferenceReading> probe() {
      probed++;
      return references(probes.size() > 1 ? probes.remove() : probes.element());
    }

    @Override
    public void rest(Duration time) {
      rested = rested.plus(time);
    }
  }

  private static List<ReferenceReading> references(double factor) {
    return List.of(
        new ReferenceReading("compute", 1000 * factor, 0),
        new ReferenceReading("memory", 2000 * factor, 1),
        new ReferenceReading("small", 300 * factor, 2));
  }

  private static HealthRules rules(String yaml) {
    Problems problems = new Problems();
    HealthRules rules = HealthRules.read(ConfigNode.parse(yaml, "test", problems));
    problems.throwIfAny("test");
    return rules;
  }

  private final ScriptedPatient patient = new ScriptedPatient();

  @Test
  void a_hot_device_is_waited_for() throws InterruptedException {
    patient.tenthsOfCelsius.addAll(List.of(450, 430, 390));
    assertThat(new FitnessGate(patient, rules("patience: 1m"), 0).await().batteryCelsius())
        .hasValue(39.0);
    assertThat(patient.rested).isEqualTo(Duration.ofSeconds(10));
    assertThat(patient.probed).isZero();
  }

  @Test
  void patience_ends_and_the_job_is_handed_back() {
    patient.tenthsOfCelsius.add(450);
    assertThatThrownBy(() -> new FitnessGate(patient, rules("patience: 20s"), 0).await())
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("phone X is not fit to measure: battery at 45.0 C")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.DEVICE_UNFIT);
    assertThat(patient.rested).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void a_profile_may_skip_instead_of_waiting() {
    patient.tenthsOfCelsius.add(450);
    assertThatThrownBy(() -> new FitnessGate(patient, rules("when-unfit: skip"), 0).await())
        .isInstanceOf(DeviceException.class);
    assertThat(patient.rested).isZero();
  }

  @Test
  void a_throttled_device_cools_down_until_a_probe_is_back() throws InterruptedException {
    patient.tenthsOfCelsius.add(300);
    patient.probes.addAll(List.of(1.4, 1.3, 1.02));
    FitnessGate gate = new FitnessGate(patient, rules("drift-percent: 15"), 0);
    for (int job = 0; job < 20; job++) {
      assertThat(gate.after(references(1 + 0.001 * job))).isEmpty();
    }
    assertThat(gate.after(references(1.4)))
        .hasValueSatisfying(why -> assertThat(why).contains("compute by 40 %"));
    gate.await();
    assertThat(patient.probed).isEqualTo(3);
    assertThat(gate.rested()).isEqualTo(patient.rested).isEqualTo(Duration.ofSeconds(10));
    gate.await();
    assertThat(patient.probed).isEqualTo(3);
    assertThat(gate.rested()).isZero();
  }

  @Test
  void a_single_step_of_a_coarse_clock_is_not_slowness() {
    FitnessGate gate = new FitnessGate(patient, rules("drift-percent: 15"), 1_000);
    for (int job = 0; job < 20; job++) {
      gate.after(references(1));
    }
    assertThat(gate.after(references(1.4))).isEmpty();
    assertThat(gate.after(references(5))).isPresent();
  }

  @Test
  void one_lucky_run_or_one_slow_model_condemns_nobody() {
    FitnessGate gate = new FitnessGate(patient, rules("drift-percent: 15"), 0);
    for (int job = 0; job < 20; job++) {
      assertThat(gate.after(references(job == 3 ? 0.5 : 1))).isEmpty();
    }
    assertThat(
            gate.after(
                List.of(
                    new ReferenceReading("compute", 1000, 0),
                    new ReferenceReading("memory", 9000, 1),
                    new ReferenceReading("small", 300, 2))))
        .isEmpty();
  }
}
