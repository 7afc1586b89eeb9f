package dev.meterfarm.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.driver.MatchRules.Trait;
import dev.meterfarm.protocol.validation.Problems;
import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchRulesTest {
  private static final Map<Trait, List<String>> PHONE =
      Map.of(
          Trait.MODEL, List.of("Pixel 4", "Google Pixel 4"),
          Trait.SOC, List.of("", "SM8150"),
          Trait.USB, List.of("18d1:4ee7"),
          Trait.HOST, List.of("rack-3"));

  private static MatchRules rules(String yaml) {
    return MatchRules.read(ConfigNode.parse(yaml, "test", new Problems()));
  }

  @Test
  void every_rule_must_hold_and_says_why() {
    String rules = "{model: [Pixel 5, PIXEL 4], usb: ['18d1:4ee7'], host: [rack-3]}";
    assertThat(rules(rules).reasons(PHONE))
        .hasValue(List.of("model is Pixel 4", "usb is 18d1:4ee7", "host is rack-3"));
    assertThat(rules("{model: [Pixel 4], host: [rack-4]}").reasons(PHONE)).isEmpty();
  }

  @Test
  void what_a_device_does_not_tell_matches_nothing() {
    assertThat(rules("{serial: ['']}").reasons(PHONE)).isEmpty();
    assertThat(rules("{soc: ['']}").reasons(PHONE)).isEmpty();
    assertThat(rules("match: {}").reasons(PHONE)).hasValue(List.of());
  }
}
