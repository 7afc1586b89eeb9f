package dev.meterfarm.agent.android;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which phones a profile is for. Every rule that is given must hold; a text matches if it is equal,
 * letter case aside. Of several profiles the one with the most rules is taken.
 */
record MatchRules(List<String> models, List<String> socs, List<String> serials) {
  MatchRules {
    models = List.copyOf(models);
    socs = List.copyOf(socs);
    serials = List.copyOf(serials);
  }

  static MatchRules read(ConfigNode node) {
    MatchRules rules = new MatchRules(node.texts("model"), node.texts("soc"), node.texts("serial"));
    node.end();
    return rules;
  }

  /** Why a phone matches, one reason for each rule; empty if it does not. */
  Optional<List<String>> reasons(PhoneFacts of) {
    List<String> reasons = new ArrayList<>();
    boolean matches =
        holds("model", models, List.of(of.model(), of.property("ro.product.model")), reasons)
            && holds(
                "SoC",
                socs,
                List.of(of.property("ro.soc.model"), of.property("ro.board.platform")),
                reasons)
            && holds("serial", serials, List.of(of.serial(), of.hardwareSerial()), reasons);
    return matches ? Optional.of(reasons) : Optional.empty();
  }

  private static boolean holds(
      String what, List<String> wanted, List<String> actual, List<String> reasons) {
    if (wanted.isEmpty()) {
      return true;
    }
    for (String text : wanted) {
      for (String of : actual) {
        if (!of.isEmpty() && text.toLowerCase(Locale.ROOT).equals(of.toLowerCase(Locale.ROOT))) {
          reasons.add(what + " is " + of);
          return true;
        }
      }
    }
    return false;
  }
}
