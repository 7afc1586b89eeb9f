package dev.meterfarm.predictor.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All fusion rules of one target. Immutable and thread-safe. */
public final class FusionRules {
  private final List<FusionRule> rules;
  private final boolean fanOutBlocks;
  private final Map<Key, Verdict> verdicts = new HashMap<>();

  private record Key(String op1, String op2, RuleForm form) {}

  /**
   * These rules.
   *
   * @param rules the rules; a pair may occur once in each form
   * @param fanOutBlocks true if a second reader of the tensor between two ops keeps them apart
   * @throws IllegalArgumentException if two rules are about the same pair in the same form
   */
  public FusionRules(List<FusionRule> rules, boolean fanOutBlocks) {
    this.rules = List.copyOf(rules);
    this.fanOutBlocks = fanOutBlocks;
    for (FusionRule rule : this.rules) {
      Key key = new Key(rule.op1(), rule.op2(), rule.form());
      if (verdicts.put(key, rule.verdict()) != null) {
        throw new IllegalArgumentException(
            "two fusion rules for " + rule.op1() + " -> " + rule.op2() + " as " + rule.form());
      }
    }
  }

  /** No rule at all: every op is a kernel of its own. */
  public static FusionRules none() {
    return new FusionRules(List.of(), true);
  }

  /** The rules in the order given. */
  public List<FusionRule> all() {
    return rules;
  }

  /** True if a second reader of the tensor between two ops keeps them apart. */
  public boolean fanOutBlocks() {
    return fanOutBlocks;
  }

  /**
   * The verdict on an op after another op or chain. Of a chain {@code a+b+c} the rule for the
   * longest tail wins: {@code a+b+c}, then {@code b+c}, then {@code c}. What nobody tested is
   * {@link Verdict#SEPARATE} as {@link RuleForm#OPS} and {@link Verdict#FUSED} as {@link
   * RuleForm#BAKED}.
   */
  public Verdict verdict(String op1OrChain, String op2, RuleForm form) {
    String tail = op1OrChain;
    while (true) {
      Verdict verdict = verdicts.get(new Key(tail, op2, form));
      if (verdict != null) {
        return verdict;
      }
      int plus = tail.indexOf('+');
      if (plus < 0) {
        return form == RuleForm.OPS ? Verdict.SEPARATE : Verdict.FUSED;
      }
      tail = tail.substring(plus + 1);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FusionRules that
        && fanOutBlocks == that.fanOutBlocks
        && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return "FusionRules[" + rules.size() + " rules]";
  }
}
