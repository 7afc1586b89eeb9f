package dev.meterfarm.predictor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meterfarm.predictor.json.JsonFieldException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FusionRulesTest {

  @Test
  void the_longest_tail_of_a_chain_decides() {
    FusionRules rules =
        new FusionRules(
            List.of(
                FusionRule.known("add", "relu", RuleForm.OPS, Verdict.SEPARATE, ""),
                FusionRule.known("conv+add", "relu", RuleForm.OPS, Verdict.FUSED, "")),
            true);

    assertThat(rules.verdict("conv+add", "relu", RuleForm.OPS)).isEqualTo(Verdict.FUSED);
    assertThat(rules.verdict("pad+conv+add", "relu", RuleForm.OPS)).isEqualTo(Verdict.FUSED);
    assertThat(rules.verdict("mul+add", "relu", RuleForm.OPS)).isEqualTo(Verdict.SEPARATE);
  }

  @Test
  void an_untested_pair_is_separate_and_an_untested_baked_activation_stays_inside() {
    FusionRules rules = FusionRules.none();

    assertThat(rules.verdict("conv", "relu", RuleForm.OPS)).isEqualTo(Verdict.SEPARATE);
    assertThat(rules.verdict("conv", "relu", RuleForm.BAKED)).isEqualTo(Verdict.FUSED);
  }

  @Test
  void the_same_pair_twice_in_one_form_is_refused() {
    FusionRule rule = FusionRule.known("conv", "relu", RuleForm.OPS, Verdict.FUSED, "");

    assertThatThrownBy(() -> new FusionRules(List.of(rule, rule), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conv -> relu");
  }

  @Test
  void json_keeps_every_field() {
    FusionRule measured =
        new FusionRule(
            "conv+add",
            "relu",
            RuleForm.OPS,
            Verdict.FUSED,
            Verdict.UNDECIDED,
            Optional.of(Verdict.FUSED),
            0.97,
            -12.5,
            new FusionEvidence(
                2,
                800,
                -20,
                5,
                List.of(new ShapeEvidence("56x56x8", 400, 1, 2, 3, 4, 5, 6, 7, 8)),
                "timing and structure differ"));
    FusionRules rules =
        new FusionRules(
            List.of(
                measured,
                FusionRule.known("add", "relu", RuleForm.BAKED, Verdict.SEPARATE, "profile")),
            false);

    assertThat(FusionRulesJson.read(FusionRulesJson.write(rules))).isEqualTo(rules);
    assertThat(new String(FusionRulesJson.write(rules), StandardCharsets.UTF_8))
        .contains("\"savingNs\" : -12.5")
        .contains("\"timingVerdict\" : \"UNDECIDED\"");
  }

  @Test
  void unknown_fields_are_ignored_and_missing_ones_named() {
    String text = new String(FusionRulesJson.write(XnnpackRules.rules()), StandardCharsets.UTF_8);

    assertThat(FusionRulesJson.read(bytes(text.replaceFirst("\\{", "{\"later\": [1],"))))
        .isEqualTo(XnnpackRules.rules());
    assertThatThrownBy(() -> FusionRulesJson.read(bytes(text.replaceFirst("\"op2\"", "\"opp\""))))
        .isInstanceOf(JsonFieldException.class)
        .hasMessageContaining("rules[0] lacks the field 'op2'");
    assertThatThrownBy(() -> FusionRulesJson.read(bytes("[]")))
        .isInstanceOf(JsonFieldException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
