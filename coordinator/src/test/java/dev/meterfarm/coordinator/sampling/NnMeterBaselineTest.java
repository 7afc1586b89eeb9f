package dev.meterfarm.coordinator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.evaluation.ErrorSummary;
import dev.meterfarm.coordinator.learning.Effort;
import dev.meterfarm.coordinator.learning.KernelTrainer;
import dev.meterfarm.coordinator.learning.TrainedKernel;
import dev.meterfarm.coordinator.learning.weka.WekaBoostedTrees;
import dev.meterfarm.coordinator.learning.weka.WekaRandomForest;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NnMeterBaselineTest {

  @Test
  void a_convolution_has_the_seven_features_of_nn_meter() {
    GraphBuilder b = new GraphBuilder("", 1);
    int x = b.input(Shape.of(1, 28, 28, 64));
    KernelConfiguration conv =
        KernelConfiguration.of(KernelFamily.CONV, b.build(b.conv(x, 128, 3, 2, Activation.RELU)))
            .orElseThrow();
    assertThat(NnMeterBaseline.features(conv))
        .startsWith(28, 64, 128, 3, 2)
        .endsWith((float) ((128 * 9 * 64 + 128) / 1e6))
        .hasSize(7);
  }

  @Test
  void every_family_of_the_zoo_has_features() {
    Prior prior = ZooPriors.prior(1, 60);
    for (KernelFamily family : KernelFamily.values()) {
      for (KernelConfiguration drawn : prior.draw(family, 10, Set.of(), new Random(1))) {
        assertThat(NnMeterBaseline.features(drawn)).isNotEmpty();
      }
    }
  }

  @Test
  void it_loses_against_physical_features_and_a_normalised_target_on_a_device_with_steps() {
    Prior prior = ZooPriors.prior(1, 200);
    List<KernelConfiguration> all = prior.draw(KernelFamily.CONV, 400, Set.of(), new Random(1));
    List<KernelConfiguration> train = all.subList(0, 300);
    List<KernelConfiguration> test = all.subList(300, 400);
    ErrorSummary baseline =
        NnMeterBaseline.evaluate(
            new WekaRandomForest(60), train, nanos(train), test, nanos(test), 1);
    TrainedKernel ours =
        new KernelTrainer(List.of(new WekaBoostedTrees()), 4)
            .train(
                train.stream().map(StaircaseDevice::measure).toList(),
                ZooPriors.ROOFLINE,
                Effort.ROUND,
                1);
    ErrorSummary mine =
        ErrorSummary.ofErrors(
            ours.relativeErrors(
                test.stream().map(StaircaseDevice::measure).toList(), ZooPriors.ROOFLINE));
    assertThat(mine.within10()).isGreaterThan(baseline.within10());
  }

  private static double[] nanos(List<KernelConfiguration> configurations) {
    return configurations.stream()
        .mapToDouble(c -> StaircaseDevice.measure(c).labelNanos())
        .toArray();
  }
}
