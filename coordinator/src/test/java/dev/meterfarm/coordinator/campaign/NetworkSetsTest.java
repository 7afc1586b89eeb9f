package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkSetsTest {
  private static final ModelPlanner GPU =
      new ModelPlanner(
          new TimingTraits(
              LabelStatistic.SLOPE, 100, TimedRegion.COMPUTE_AND_TRANSFER, false, false));

  private static double seconds(NetworkSets sets) {
    return sets.all().stream()
        .filter(network -> !network.isOwn())
        .mapToDouble(network -> VisitKind.NETWORK.seconds(network.model()))
        .sum();
  }

  private static MeasuredNetwork own() {
    GraphBuilder g = new GraphBuilder("mine", 1);
    Graph graph = g.build(g.conv(g.input(Shape.of(1, 8, 8, 8)), 8, 1, 1, Activation.NONE));
    return new MeasuredNetwork(
        "mine.tflite", MeasuredNetwork.OWN, graph, GPU.plan(graph.name(), graph));
  }

  @Test
  void on_a_slow_target_the_cheapest_networks_are_measured_and_the_users_own() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(10)).forSlowTestCases(1), 1, GPU, List.of(own()));
    double limit = seconds(all) / 4;
    NetworkSets some = all.limited(graph -> true, limit);

    assertThat(seconds(some)).isPositive().isLessThanOrEqualTo(limit);
    assertThat(some.calibration()).isNotEmpty().allMatch(all.calibration()::contains);
    assertThat(some.evaluation()).hasSizeGreaterThan(1).anyMatch(MeasuredNetwork::isOwn);
    double dearest =
        some.all().stream()
            .mapToDouble(network -> VisitKind.NETWORK.seconds(network.model()))
            .max()
            .orElseThrow();
    assertThat(all.all())
        .filteredOn(network -> VisitKind.NETWORK.seconds(network.model()) < dearest)
        .allMatch(some.all()::contains);
    assertThat(all.limited(graph -> true, Double.POSITIVE_INFINITY)).isEqualTo(all);
  }

  @Test
  void networks_that_do_not_suit_are_left_out_but_never_the_users_own() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(2)).forSlowTestCases(1), 1, GPU, List.of(own()));
    NetworkSets none = all.limited(graph -> false, Double.POSITIVE_INFINITY);

    assertThat(none.calibration()).isEmpty();
    assertThat(none.evaluation()).hasSize(1).allMatch(MeasuredNetwork::isOwn);
  }
}
