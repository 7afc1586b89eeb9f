package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.predictor.kernels.KernelFamily;
import dev.meterfarm.predictor.rules.RuleForm;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The question whether op2 is executed together with what stands before it.
 *
 * @param first op1, or the ops of a chain in order
 * @param second op2
 * @param form whether op2 is an op of its own or an activation inside op1
 * @param fanOut whether a second op reads the tensor in the middle as well
 * @param priority how soon to decide it; 0 is first
 */
record TestCase(List<TestOp> first, TestOp second, RuleForm form, boolean fanOut, int priority) {
  TestCase {
    first = List.copyOf(first);
    if (first.isEmpty() || (form == RuleForm.BAKED && (first.size() > 1 || fanOut))) {
      throw new IllegalArgumentException("a baked activation has one op around it");
    }
  }

  static TestCase pair(TestOp first, TestOp second, int priority) {
    return new TestCase(List.of(first), second, RuleForm.OPS, false, priority);
  }

  static TestCase baked(TestOp first, TestOp activation, int priority) {
    return new TestCase(List.of(first), activation, RuleForm.BAKED, false, priority);
  }

  static TestCase chain(int priority, TestOp second, TestOp... first) {
    return new TestCase(List.of(first), second, RuleForm.OPS, false, priority);
  }

  static TestCase fanOut(TestOp first, TestOp second, int priority) {
    return new TestCase(List.of(first), second, RuleForm.OPS, true, priority);
  }

  /** Class of op1, or of the chain's ops joined by '+'. */
  String op1() {
    return first.stream().map(TestOp::word).collect(Collectors.joining("+"));
  }

  /** Class of op2. */
  String op2() {
    return second.word();
  }

  /** Identity of the question, such as {@code conv>relu} or {@code baked:add>relu6}. */
  String id() {
    return (form == RuleForm.BAKED ? "baked:" : fanOut ? "fan-out:" : "") + op1() + ">" + op2();
  }

  /** The pair that must be fused for this question to make sense. */
  Optional<String> requires() {
    if (fanOut) {
      return Optional.of(op1() + ">" + op2());
    }
    if (first.size() > 1) {
      List<TestOp> before = first.subList(0, first.size() - 1);
      return Optional.of(
          before.stream().map(TestOp::word).collect(Collectors.joining("+"))
              + ">"
              + first.get(first.size() - 1).word());
    }
    return Optional.empty();
  }

  /** True if a kernel of one of these families may have one of the ops in it. */
  boolean concerns(Collection<KernelFamily> families) {
    return families.contains(second.family())
        || first.stream().anyMatch(op -> families.contains(op.family()));
  }

  /** True where ends are needed around every model, wherever the clock stands. */
  boolean needsEnds() {
    return second.movesOnly() || first.stream().anyMatch(TestOp::movesOnly);
  }

  /** The shape to test at: a mean leaves one row and column. */
  TestShape fit(TestShape shape) {
    return first.contains(TestOp.MEAN) ? shape.flattened() : shape;
  }
}
