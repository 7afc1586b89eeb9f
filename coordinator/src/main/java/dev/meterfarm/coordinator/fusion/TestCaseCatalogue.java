package dev.meterfarm.coordinator.fusion;

import static dev.meterfarm.coordinator.fusion.TestOp.*;

import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.RuleForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which op pairs are worth a test, the most important first: nn-Meter's list of ordered pairs,
 * every producer with every activation, pads before windows, activations baked into an op, chains,
 * and tensors with a second reader. Immutable.
 */
public final class TestCaseCatalogue {
  private static final List<TestOp> PRODUCERS =
      List.of(CONV_1X1, CONV, DWCONV, FC, ADD, MAXPOOL, AVGPOOL, CONV_GROUPED, TCONV, MUL, MEAN);
  private static final List<TestOp> COMMON = List.of(RELU, RELU6, HSWISH, SIGMOID, ADD);
  private static final List<TestOp> RARE =
      List.of(RELU_N1_TO_1, TANH, GELU, ELU, LEAKY_RELU, PRELU);
  private static final List<TestOp> NN_METER =
      List.of(CONV, DWCONV, FC, ADD, MAXPOOL, AVGPOOL, RELU, HSWISH, RESHAPE, CONCAT);

  private final List<TestCase> cases;

  private TestCaseCatalogue(Collection<TestCase> cases) {
    this.cases =
        cases.stream()
            .sorted(Comparator.comparingInt(TestCase::priority).thenComparing(TestCase::id))
            .toList();
  }

  /** The whole list. */
  public static TestCaseCatalogue standard() {
    Map<String, TestCase> all = new LinkedHashMap<>();
    for (TestOp producer : PRODUCERS) {
      boolean everywhere = PRODUCERS.indexOf(producer) < 7;
      COMMON.forEach(op2 -> put(all, TestCase.pair(producer, op2, everywhere ? 0 : 2)));
      RARE.forEach(op2 -> put(all, TestCase.pair(producer, op2, 4)));
    }
    for (TestOp activation : List.of(RELU, RELU6)) {
      for (TestOp op : List.of(ADD, MUL, CONV, CONV_1X1, DWCONV, FC)) {
        put(all, TestCase.baked(op, activation, 1));
      }
      for (TestOp op : List.of(SUB, DIV, MAXPOOL, AVGPOOL, CONV_GROUPED, TCONV)) {
        put(all, TestCase.baked(op, activation, 3));
      }
    }
    for (TestOp window : List.of(CONV, DWCONV, CONV_1X1, MAXPOOL)) {
      put(all, TestCase.pair(PAD, window, 1));
    }
    put(all, TestCase.chain(1, RELU, CONV, ADD));
    put(all, TestCase.chain(1, RELU, CONV_1X1, ADD));
    for (TestOp op : List.of(CONV, CONV_1X1, DWCONV, FC)) {
      put(all, TestCase.pair(op, BN, 2));
      put(all, TestCase.pair(op, MUL, 2));
      put(all, TestCase.chain(2, ADD, op, MUL));
      put(all, TestCase.chain(2, RELU, op, BN));
      put(all, TestCase.chain(3, RELU6, op, RELU));
      put(all, TestCase.fanOut(op, RELU, 1));
    }
    nnMeter(all);
    return new TestCaseCatalogue(all.values());
  }

  private static void nnMeter(Map<String, TestCase> all) {
    for (TestOp op1 : NN_METER) {
      for (TestOp op2 : NN_METER) {
        put(all, TestCase.pair(op1, op2, 5));
      }
    }
    for (TestOp other : List.of(CONV, DWCONV, ADD, RELU, AVGPOOL)) {
      put(all, TestCase.pair(SPLIT, other, 6));
      put(all, TestCase.pair(other, SPLIT, 6));
      put(all, TestCase.pair(BN, other, 6));
    }
  }

  private static void put(Map<String, TestCase> all, TestCase test) {
    all.putIfAbsent(test.id(), test);
  }

  /** The cases that kernels of these families take part in; all where there is none. */
  public TestCaseCatalogue concerning(Collection<KernelFamily> families) {
    return families.isEmpty()
        ? this
        : new TestCaseCatalogue(cases.stream().filter(c -> c.concerns(families)).toList());
  }

  /** The cases with these ids, such as {@code conv>relu}. */
  public TestCaseCatalogue only(Collection<String> ids) {
    return new TestCaseCatalogue(cases.stream().filter(c -> ids.contains(c.id())).toList());
  }

  /** Ids of all cases, the most important first. */
  public List<String> ids() {
    List<String> ids = new ArrayList<>();
    cases.forEach(test -> ids.add(test.id()));
    return ids;
  }

  /** How many rules of this form are asked for. */
  public int count(RuleForm form) {
    return (int) cases.stream().filter(test -> test.form() == form && !test.fanOut()).count();
  }

  List<TestCase> cases() {
    return cases;
  }
}
