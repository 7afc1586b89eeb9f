package dev.meterfarm.coordinator.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeviceFactorsTest {
  private final Random random = new Random(5);
  private final Map<String, Map<String, Double>> nanos = new TreeMap<>();

  private void device(String name, double factor, double noise) {
    Map<String, Double> times = new TreeMap<>();
    for (int i = 0; i < 24; i++) {
      times.put("m" + i, 1000.0 * (i + 1) * factor * (1 + noise * random.nextGaussian()));
    }
    nanos.put(name, times);
  }

  @Test
  void known_factors_are_found_within_half_a_percent() {
    device("a", 0.95, 0.01);
    device("b", 1, 0.01);
    device("c", 1.08, 0.01);
    Map<String, DeviceFactor> factors = DeviceFactors.of(nanos);
    assertThat(factors.get("a").factor()).isCloseTo(0.95, within(0.005));
    assertThat(factors.get("b").factor()).isEqualTo(1);
    assertThat(factors.get("c").factor()).isCloseTo(1.08, within(0.005));
    assertThat(factors.values()).noneMatch(DeviceFactor::outlier);
  }

  @Test
  void devices_that_differ_by_noise_alone_have_exactly_the_factor_1() {
    for (int i = 0; i < 5; i++) {
      device("d" + i, 1, 0.01);
    }
    assertThat(DeviceFactors.of(nanos).values()).allMatch(factor -> factor.factor() == 1);
  }

  @Test
  void a_device_far_off_is_an_outlier_and_moves_nobody_else() {
    device("a", 1, 0.005);
    device("b", 1.05, 0.005);
    device("c", 1.6, 0.005);
    Map<String, DeviceFactor> factors = DeviceFactors.of(nanos);
    assertThat(factors.get("c").outlier()).isTrue();
    assertThat(factors.get("c").note()).contains("not like the others");
    assertThat(factors.get("b").factor() / factors.get("a").factor()).isCloseTo(1.05, within(0.01));
    assertThat(factors.get("a").outlier() || factors.get("b").outlier()).isFalse();
  }

  @Test
  void a_device_that_is_off_by_another_amount_on_each_model_is_an_outlier() {
    device("a", 1, 0.005);
    device("b", 1, 0.005);
    device("c", 1, 0.2);
    assertThat(DeviceFactors.of(nanos).get("c").outlier()).isTrue();
  }

  @Test
  void of_two_devices_that_differ_much_none_is_blamed() {
    device("a", 1, 0.005);
    device("b", 1.8, 0.005);
    Map<String, DeviceFactor> factors = DeviceFactors.of(nanos);
    assertThat(factors.values()).noneMatch(DeviceFactor::outlier);
    assertThat(factors.values()).allMatch(factor -> factor.note().contains("two are too few"));
  }

  @Test
  void a_device_that_measured_next_to_nothing_is_not_calibrated() {
    device("a", 1, 0.005);
    device("b", 1.1, 0.005);
    nanos.put("c", Map.of("m1", 5000.0));
    assertThat(DeviceFactors.of(nanos).get("c").factor()).isEqualTo(1);
    assertThat(DeviceFactors.of(nanos).get("c").note()).isEqualTo("not calibrated");
  }
}
