package dev.meterfarm.coordinator.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.predictor.context.KernelWeights;
import dev.meterfarm.predictor.context.WeightCost;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ContextFitTest {

  @Test
  void finds_a_scale_and_a_cost_of_activations() {
    List<NetworkMeasurement> networks =
        networks(30, 0.01, n -> 1.1 * n.sumNanos() + 0.05 * n.activationBytes());
    ContextModel model = ContextFit.fit(networks);
    assertThat(model.with().within5()).isGreaterThan(0.9);
    assertThat(model.without().within5()).isLessThan(0.3);
    assertThat(model.relativeSigma()).isLessThan(0.03);
  }

  @Test
  void finds_what_cold_weights_cost() {
    List<NetworkMeasurement> networks =
        networks(30, 0.01, n -> 1.05 * n.sumNanos() + 0.06 * n.weights().evicted(4e6));
    ContextModel model = ContextFit.fit(networks);
    assertThat(model.form()).isEqualTo("scale and weights");
    assertThat(model.scales().get(KernelFamily.CONV)).isCloseTo(1.05, within(0.02));
    assertThat(model.weights().nanosPerByte()).isCloseTo(0.06, within(0.01));
    assertThat(model.nanosPerActivationByte()).isZero();
    assertThat(model.with().rmspe()).isLessThan(0.02);
  }

  @Test
  void finds_that_a_runtime_fills_up_its_weights() {
    List<NetworkMeasurement> networks =
        networks(30, 0.01, n -> 1.05 * n.sumNanos() + 0.06 * n.weights().evictedPacked(4e6));
    ContextModel model = ContextFit.fit(networks);
    assertThat(model.weights().basis()).isEqualTo(WeightCost.Basis.PACKED);
    assertThat(model.weights().nanosPerByte()).isCloseTo(0.06, within(0.01));
    assertThat(model.with().rmspe()).isLessThan(0.02);
  }

  @Test
  void takes_weights_as_they_are_written_where_filling_up_explains_nothing() {
    List<NetworkMeasurement> networks =
        networks(30, 0.01, n -> 1.05 * n.sumNanos() + 0.06 * n.weights().evicted(4e6));
    assertThat(ContextFit.fit(networks).weights().basis()).isEqualTo(WeightCost.Basis.KERNELS);
  }

  @Test
  void tells_weights_from_activations() {
    List<NetworkMeasurement> networks =
        networks(
            40,
            0.005,
            n ->
                1.02 * n.sumNanos() + 0.05 * n.activationBytes() + 0.08 * n.weights().evicted(4e6));
    ContextModel model = ContextFit.fit(networks);
    assertThat(model.weights().nanosPerByte()).isCloseTo(0.08, within(0.02));
    assertThat(model.nanosPerActivationByte()).isCloseTo(0.05, within(0.02));
    assertThat(model.with().rmspe()).isLessThan(0.02);
  }

  @Test
  void finds_that_one_group_is_slower_in_networks() {
    List<NetworkMeasurement> networks =
        networks(30, 0.01, n -> n.sumNanos() + 0.6 * n.familyNanos().get(KernelFamily.DWCONV));
    ContextModel model = ContextFit.fit(networks);
    assertThat(model.scales().get(KernelFamily.DWCONV)).isCloseTo(1.6, within(0.2));
    assertThat(model.scales().get(KernelFamily.CONV)).isCloseTo(1, within(0.06));
    assertThat(model.with().rmspe()).isLessThan(0.03);
  }

  @Test
  void leaves_a_sum_alone_that_is_right_already() {
    ContextModel model = ContextFit.fit(networks(20, 0.02, NetworkMeasurement::sumNanos));
    assertThat(model.with().rmspe()).isLessThan(0.03);
    assertThat(model.scales().get(KernelFamily.CONV)).isCloseTo(1, within(0.03));
  }

  @Test
  void does_not_fit_fewer_than_six_networks() {
    ContextModel model = ContextFit.fit(networks(5, 0.01, n -> 2 * n.sumNanos()));
    assertThat(model.form()).isEqualTo("none");
    assertThat(model.nanos(networks(1, 0, n -> 1).get(0)))
        .isCloseTo(networks(1, 0, n -> 1).get(0).sumNanos(), within(1e-6));
  }

  @Test
  void six_networks_and_an_outlier_give_a_sane_term() {
    List<NetworkMeasurement> networks =
        new ArrayList<>(networks(7, 0.01, n -> 1.08 * n.sumNanos()));
    NetworkMeasurement wild = networks.get(0);
    networks.set(
        0,
        new NetworkMeasurement(
            "wild",
            3 * wild.measuredNanos(),
            wild.familyNanos(),
            wild.kernels(),
            wild.activationBytes(),
            wild.weights()));
    ContextModel model = ContextFit.fit(networks);
    for (NetworkMeasurement network : networks.subList(1, 7)) {
      assertThat(model.nanos(network) / network.measuredNanos()).isCloseTo(1, within(0.06));
    }
  }

  private static List<NetworkMeasurement> networks(
      int count, double noise, ToDoubleFunction<NetworkMeasurement> truth) {
    Random random = new Random(9);
    List<NetworkMeasurement> networks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double size = Math.exp(random.nextDouble() * 5) * 1e5;
      Map<KernelFamily, Double> parts =
          Map.of(
              KernelFamily.CONV, size * (1 + 5 * random.nextDouble()),
              KernelFamily.DWCONV, size * random.nextDouble(),
              KernelFamily.BINARY, size * 0.3 * random.nextDouble());
      NetworkMeasurement bare =
          new NetworkMeasurement(
              "n" + i,
              1,
              parts,
              20 + random.nextInt(100),
              size * (5 + 20 * random.nextDouble()),
              weights(20 + random.nextInt(30), size * Math.exp(3 * random.nextDouble()), random));
      double measured = truth.applyAsDouble(bare) * (1 + noise * random.nextGaussian());
      networks.add(
          new NetworkMeasurement(
              bare.name(),
              measured,
              parts,
              bare.kernels(),
              bare.activationBytes(),
              bare.weights()));
    }
    return networks;
  }

  /** Few kernels have most of them, as in real networks, and few are filled up. */
  private static KernelWeights weights(int kernels, double total, Random random) {
    double[] bytes = random.doubles(kernels).map(share -> share * share * share).toArray();
    double sum = Arrays.stream(bytes).sum();
    double[] written = Arrays.stream(bytes).map(share -> total * share / sum).toArray();
    double[] packed = written.clone();
    for (int i = 0; i < packed.length; i += 1 + random.nextInt(2 * packed.length)) {
      packed[i] *= 16;
    }
    return KernelWeights.packed(written, packed);
  }
}
