package dev.meterfarm.predictor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.zoo.NetworkFamily;
import dev.meterfarm.graph.zoo.Zoo;
import dev.meterfarm.predictor.features.FeatureSchema;
import dev.meterfarm.predictor.features.KernelWork;
import dev.meterfarm.predictor.rules.FusionRule;
import dev.meterfarm.predictor.rules.FusionRules;
import dev.meterfarm.predictor.rules.OpClassifier;
import dev.meterfarm.predictor.rules.RuleForm;
import dev.meterfarm.predictor.rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KernelPropertiesTest {

  private static Graph network(int family, long seed) {
    List<NetworkFamily> families = Zoo.families();
    return families.get(family % families.size()).variant(seed);
  }

  /** Rules over the op classes that the network has, drawn at random. */
  private static FusionRules rules(Graph graph, Random random, boolean fanOutBlocks) {
    SortedSet<String> classes = new TreeSet<>(List.of("relu", "relu6"));
    for (int op = 0; op < graph.ops().size(); op++) {
      classes.add(OpClassifier.classOf(graph, op));
    }
    List<FusionRule> rules = new ArrayList<>();
    for (String op1 : classes) {
      for (String op2 : classes) {
        for (RuleForm form : RuleForm.values()) {
          Verdict verdict = random.nextBoolean() ? Verdict.FUSED : Verdict.SEPARATE;
          rules.add(FusionRule.known(op1, op2, form, verdict, ""));
        }
      }
    }
    return new FusionRules(rules, fanOutBlocks);
  }

  @Property(tries = 60)
  void every_op_is_in_exactly_one_kernel_and_kernels_never_wait_for_each_other(
      @ForAll @IntRange(max = 1000) int family, @ForAll long seed, @ForAll boolean fanOutBlocks) {
    Graph graph = network(family, seed);
    FusionRules rules = rules(graph, new Random(seed), fanOutBlocks);

    KernelPlan plan = new KernelDetector(rules).detect(graph);

    assertThat(plan.kernels().stream().flatMap(kernel -> kernel.ops().stream()).sorted())
        .hasSize(plan.graph().ops().size())
        .doesNotHaveDuplicates();
    assertThat(plan.originalOps().stream().distinct()).hasSize(graph.ops().size());
    assertThat(canRun(plan)).isTrue();
    assertThat(new KernelDetector(rules).detect(graph)).isEqualTo(plan);
  }

  @Property(tries = 30)
  void every_kernel_has_finite_features_and_can_be_cut_out(
      @ForAll @IntRange(max = 1000) int family, @ForAll long seed) {
    Graph graph = network(family, seed);
    KernelPlan plan = new KernelDetector(rules(graph, new Random(seed), true)).detect(graph);

    for (Kernel kernel : plan.kernels()) {
      float[] row = FeatureSchema.of(kernel.family()).extract(plan.graph(), kernel);
      for (float value : row) {
        assertThat(Float.isFinite(value)).isTrue();
      }
      assertThat(KernelWork.of(plan.graph(), kernel).bytes()).isPositive();
      Graph alone = plan.extract(kernel);
      assertThat(alone.name()).isEmpty();
      assertThat(alone.inputs()).isNotEmpty();
      assertThat(alone.outputs()).isNotEmpty();
    }
  }

  /** True if running kernels as soon as what they read is there runs them all. */
  private static boolean canRun(KernelPlan plan) {
    boolean[] done = new boolean[plan.graph().ops().size()];
    List<Kernel> left = new ArrayList<>(plan.kernels());
    while (left.removeIf(kernel -> runs(plan.graph(), kernel, done))) {
      // another wave
    }
    return left.isEmpty();
  }

  private static boolean runs(Graph graph, Kernel kernel, boolean[] done) {
    for (int op : kernel.ops()) {
      for (int input : graph.op(op).inputs()) {
        int producer = input == Op.ABSENT ? -1 : graph.producer(input);
        if (producer >= 0 && !done[producer] && !kernel.ops().contains(producer)) {
          return false;
        }
      }
    }
    kernel.ops().forEach(op -> done[op] = true);
    return true;
  }
}
