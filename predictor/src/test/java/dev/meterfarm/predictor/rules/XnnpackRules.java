package dev.meterfarm.predictor.rules;

import java.util.ArrayList;
import java.util.List;

/** The rules of TFLite 2.20 with XNNPACK, as its own profile shows them. */
public final class XnnpackRules {
  private static final List<String> CLAMPS = List.of("relu", "relu6", "relu-n1-to-1");

  private XnnpackRules() {}

  /** The rules. */
  public static FusionRules rules() {
    List<FusionRule> rules = new ArrayList<>();
    for (String clamp : CLAMPS) {
      for (String producer :
          List.of(
              "conv1x1",
              "conv",
              "conv-grouped",
              "dwconv",
              "fc",
              "tconv",
              "maxpool",
              "avgpool",
              "relu",
              "relu6",
              "relu-n1-to-1")) {
        rules.add(rule(producer, clamp, RuleForm.OPS, Verdict.FUSED));
      }
      for (String producer : List.of("add", "sub", "mul", "div")) {
        rules.add(rule(producer, clamp, RuleForm.BAKED, Verdict.SEPARATE));
        rules.add(rule(producer, clamp, RuleForm.OPS, Verdict.SEPARATE));
      }
    }
    rules.add(rule("pad", "conv", RuleForm.OPS, Verdict.FUSED));
    rules.add(rule("pad", "dwconv", RuleForm.OPS, Verdict.FUSED));
    rules.add(rule("conv", "sigmoid", RuleForm.OPS, Verdict.UNDECIDED));
    return new FusionRules(rules, true);
  }

  private static FusionRule rule(String op1, String op2, RuleForm form, Verdict verdict) {
    return FusionRule.known(op1, op2, form, verdict, "op profile");
  }
}
