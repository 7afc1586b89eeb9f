package dev.meterfarm.coordinator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.coordinator.context.ContextFit;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.device.TimingTraits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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
    return own("mine.tflite", 8);
  }

  private static MeasuredNetwork own(String name, int channels) {
    GraphBuilder g = new GraphBuilder("mine", 1);
    Graph graph = g.build(g.conv(g.input(Shape.of(1, 8, 8, 8)), channels, 1, 1, Activation.NONE));
    return new MeasuredNetwork(name, MeasuredNetwork.OWN, graph, GPU.plan(graph.name(), graph));
  }

  @Test
  void on_a_slow_target_the_cheapest_networks_are_measured_and_the_users_own() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(10)).forSlowTestCases(1), 1, GPU, List.of(own()));
    double limit = seconds(all) / 4;
    NetworkSets some = all.limited(graph -> true, List.of(), limit);

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
    assertThat(all.limited(graph -> true, List.of(), Double.POSITIVE_INFINITY)).isEqualTo(all);
  }

  @Test
  void where_visits_are_costly_the_cheapest_networks_are_visited_and_the_users_own() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(10)).forCostlyVisits(1), 1, GPU, List.of(own()));
    NetworkSets some = all.within(seconds(all) / 4);

    assertThat(seconds(some)).isPositive().isLessThanOrEqualTo(seconds(all) / 4);
    assertThat(some.calibration()).isNotEmpty().allMatch(all.calibration()::contains);
    assertThat(some.evaluation()).hasSizeGreaterThan(1).anyMatch(MeasuredNetwork::isOwn);
    assertThat(all.within(0).evaluation()).hasSize(1).allMatch(MeasuredNetwork::isOwn);
    assertThat(all.within(Double.POSITIVE_INFINITY)).isEqualTo(all);
  }

  @Test
  void networks_that_do_not_suit_are_left_out_but_never_the_users_own() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(2)).forSlowTestCases(1), 1, GPU, List.of(own()));
    NetworkSets none = all.limited(graph -> false, List.of(), Double.POSITIVE_INFINITY);

    assertThat(none.calibration()).isEmpty();
    assertThat(none.evaluation()).hasSize(1).allMatch(MeasuredNetwork::isOwn);
  }

  @Test
  void networks_that_the_user_knows_calibrate_a_slow_target_unless_they_are_evaluated() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(2)).forSlowTestCases(1), 1, GPU, List.of(own()));
    MeasuredNetwork small = own("small.tflite", 16);
    MeasuredNetwork large = own("large.tflite", 1024);
    List<MeasuredNetwork> known = List.of(large, own("same-as-mine.tflite", 8), small);
    double limit = VisitKind.NETWORK.seconds(small.model()) * 1.01;

    assertThat(all.limited(graph -> false, known, Double.POSITIVE_INFINITY).calibration())
        .containsExactly(large, small);
    assertThat(all.limited(graph -> true, known, limit).calibration()).containsExactly(small);
  }

  @Test
  void enough_networks_that_the_user_knows_leave_the_zoo_out_on_a_slow_target() {
    NetworkSets all =
        NetworkSets.of(
            BudgetPlan.of(Duration.ofMinutes(2)).forSlowTestCases(1), 1, GPU, List.of(own()));
    List<MeasuredNetwork> known =
        IntStream.rangeClosed(1, ContextFit.LEAST_NETWORKS)
            .mapToObj(i -> own("known-" + i, 8 + 8 * i))
            .toList();
    List<MeasuredNetwork> few = known.subList(1, known.size());

    NetworkSets some = all.limited(graph -> true, known, Double.POSITIVE_INFINITY);
    assertThat(some.calibration()).isEqualTo(known);
    assertThat(some.evaluation()).hasSize(1).allMatch(MeasuredNetwork::isOwn);
    assertThat(all.limited(graph -> true, few, Double.POSITIVE_INFINITY).calibration())
        .containsAll(few)
        .containsAll(all.calibration());
  }
}
