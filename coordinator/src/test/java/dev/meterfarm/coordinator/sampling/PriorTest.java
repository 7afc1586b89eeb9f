package dev.meterfarm.coordinator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.coordinator.learning.PredictionSpread;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.kernels.Kernel;
import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.kernels.KernelPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PriorTest {

  @Test
  void draws_are_different_repeatable_and_never_frozen() {
    Prior prior = ZooPriors.prior(1, 300);
    FrozenTestSet frozen = FrozenTestSet.draw(prior, KernelFamily.CONV_1X1, 100, new Random(1));
    List<KernelConfiguration> drawn =
        prior.draw(KernelFamily.CONV_1X1, 400, frozen.hashes(), new Random(2));
    assertThat(frozen.configurations()).hasSize(100);
    assertThat(drawn).hasSize(400).doesNotHaveDuplicates();
    assertThat(drawn).doesNotContainAnyElementsOf(frozen.configurations());
    Prior again = ZooPriors.prior(1, 300);
    FrozenTestSet same = FrozenTestSet.draw(again, KernelFamily.CONV_1X1, 100, new Random(1));
    assertThat(same.configurations()).isEqualTo(frozen.configurations());
    assertThat(again.draw(KernelFamily.CONV_1X1, 400, same.hashes(), new Random(2)))
        .isEqualTo(drawn);
  }

  @Test
  void a_rare_family_yields_what_there_is_and_freezes_a_third_at_most() {
    Prior prior = ZooPriors.prior(1, 45);
    int distinct = prior.draw(KernelFamily.SOFTMAX, 1000, Set.of(), new Random(1)).size();
    assertThat(distinct).isEqualTo(prior.distinct(KernelFamily.SOFTMAX)).isPositive();
    assertThat(
            FrozenTestSet.draw(prior, KernelFamily.SOFTMAX, 1000, new Random(1)).configurations())
        .hasSizeLessThanOrEqualTo((distinct + 2) / 3);
  }

  @Test
  void time_shares_of_all_families_sum_to_one_and_convolutions_lead() {
    Prior prior = ZooPriors.prior(1, 60);
    prior.scan(60);
    Map<KernelFamily, Double> shares = prior.timeShares();
    assertThat(shares.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-9));
    assertThat(shares.get(KernelFamily.CONV) + shares.get(KernelFamily.CONV_1X1))
        .isGreaterThan(0.4);
  }

  @Test
  void networks_of_the_user_join_the_prior_before_any_of_the_zoo() {
    Prior prior = ZooPriors.prior(1, 0);
    prior.add(List.of(Zoo.network("alexnet")), 5);
    assertThat(prior.draw(KernelFamily.CONV, 100, Set.of(), new Random(1)))
        .isNotEmpty()
        .hasSizeLessThan(10);
  }

  @Test
  void a_standalone_kernel_has_the_features_it_has_in_its_network() {
    for (String name : List.of("mobilenetv3-large", "resnet50", "densenet121", "shufflenetv2")) {
      Graph network = Zoo.networkNames().contains(name) ? Zoo.network(name) : Zoo.network("resnet");
      KernelPlan plan = ZooPriors.detector().detect(network);
      for (Kernel kernel : plan.kernels()) {
        KernelConfiguration alone =
            KernelConfiguration.of(kernel.family(), plan.extract(kernel)).orElseThrow();
        assertThat(alone.features())
            .as("%s in %s", plan.type(kernel), name)
            .containsExactly(FeatureSchema.of(kernel.family()).extract(plan.graph(), kernel));
      }
    }
  }

  @Test
  void seeds_of_different_purposes_never_meet() {
    Set<Long> seen = new HashSet<>();
    for (SeedRange range : SeedRange.values()) {
      for (long campaign : new long[] {0, 1, -7, Long.MAX_VALUE}) {
        for (int index : new int[] {0, 1, 999_999}) {
          long seed = range.seed(campaign, index);
          assertThat(seen.add(seed)).isTrue();
          for (SeedRange other : SeedRange.values()) {
            assertThat(other.contains(seed)).isEqualTo(other == range);
          }
        }
      }
    }
  }

  @Test
  void every_policy_fills_its_batch_with_new_configurations() {
    Prior prior = ZooPriors.prior(3, 200);
    Set<String> taken = FrozenTestSet.draw(prior, KernelFamily.CONV, 50, new Random(1)).hashes();
    List<TrainedPoint> points =
        prior.draw(KernelFamily.CONV, 30, taken, new Random(2)).stream()
            .map(c -> new TrainedPoint(c, c.work().flops() % 2 == 0 ? 0.5 : 0.01))
            .toList();
    Set<String> used = new HashSet<>(taken);
    points.forEach(point -> used.add(point.configuration().hash()));
    BatchRequest request =
        new BatchRequest(
            KernelFamily.CONV, 60, prior, used, new PredictionSpread(List.of()), points);
    for (BatchPolicy policy :
        List.of(AdaptivePolicy.DEFAULT, new PriorOnlyPolicy(), new NnMeterPolicy())) {
      List<KernelConfiguration> batch = policy.next(request, new Random(3));
      assertThat(batch).as(policy.name()).hasSize(60).doesNotHaveDuplicates();
      assertThat(batch).noneMatch(c -> used.contains(c.hash()));
      assertThat(policy.next(request, new Random(3))).isEqualTo(batch);
    }
  }

  @Test
  void kernels_of_the_user_are_recombined_where_there_are_some() {
    KernelFamily family = KernelFamily.CONV_1X1;
    BatchPolicy policy = new RecombiningPolicy(AdaptivePolicy.DEFAULT);
    assertThat(policy.next(sixty(List.of(), Set.of()), new Random(3)))
        .isEqualTo(AdaptivePolicy.DEFAULT.next(sixty(List.of(), Set.of()), new Random(3)));

    List<Graph> networks = List.of(Zoo.network("mobilenet_v1"));
    List<KernelConfiguration> own = sixty(networks, Set.of()).prior().own(family);
    assertThat(own).hasSizeGreaterThan(4);
    Set<String> taken = Set.of(own.get(0).hash(), own.get(1).hash());
    List<KernelConfiguration> batch = policy.next(sixty(networks, taken), new Random(3));
    assertThat(batch).hasSize(60).doesNotHaveDuplicates();
    assertThat(batch).noneMatch(of -> taken.contains(of.hash()));
    assertThat(policy.next(sixty(networks, taken), new Random(3))).isEqualTo(batch);
    assertThat(batch.subList(0, 42))
        .allMatch(of -> own.stream().anyMatch(one -> extent(one) == extent(of)))
        .allMatch(of -> own.stream().anyMatch(one -> in(one) == in(of)))
        .allMatch(of -> own.stream().anyMatch(one -> out(one) == out(of)))
        .anyMatch(of -> !own.contains(of));
  }

  /** A first batch from a prior of its own, which grows when it is drawn from. */
  private static BatchRequest sixty(List<Graph> networks, Set<String> taken) {
    Prior prior = ZooPriors.prior(3, 200);
    prior.add(networks, 5);
    return BatchRequest.first(KernelFamily.CONV_1X1, 60, prior, taken);
  }

  private static int extent(KernelConfiguration of) {
    return of.graph().tensor(of.graph().inputs().get(0)).shape().height();
  }

  private static int in(KernelConfiguration of) {
    return ChannelRefinement.inputChannels(of.graph());
  }

  private static int out(KernelConfiguration of) {
    return ChannelRefinement.outputChannels(of.graph());
  }

  @Test
  void a_prior_that_runs_dry_is_filled_with_neighbours() {
    Prior prior = ZooPriors.prior(3, 45);
    BatchRequest request = BatchRequest.first(KernelFamily.SOFTMAX, 40, prior, Set.of());
    assertThat(AdaptivePolicy.DEFAULT.next(request, new Random(3)).size())
        .isGreaterThan(prior.distinct(KernelFamily.SOFTMAX));
  }
}
