package dev.meterfarm.agent.driver;

import dev.meterfarm.protocol.wire.ConfigNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which devices a profile is for. Every rule that is given must hold; a text matches if it is
 * equal, letter case aside. Of several profiles the one with the most rules is taken.
 */
public final class MatchRules {
  /** What a rule looks at. */
  public enum Trait {
    MODEL,
    SOC,
    SERIAL,
    /** Vendor and product, such as {@code 18d1:4ee7}. */
    USB,
    /** Name of the machine that the agent runs on. */
    HOST;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Trait, List<String>> wanted = new EnumMap<>(Trait.class);

  private MatchRules() {}

  /** Reads the rules of a profile. */
  public static MatchRules read(ConfigNode node) {
    MatchRules rules = new MatchRules();
    for (Trait trait : Trait.values()) {
      List<String> texts = node.texts(trait.key());
      if (!texts.isEmpty()) {
        rules.wanted.put(trait, texts);
      }
    }
    node.end();
    return rules;
  }

  /**
   * Why a device matches, one reason for each rule; empty if it does not.
   *
   * @param actual what it calls itself; any of several names will do
   */
  public Optional<List<String>> reasons(Map<Trait, List<String>> actual) {
    List<String> reasons = new ArrayList<>();
    for (Map.Entry<Trait, List<String>> rule : wanted.entrySet()) {
      Optional<String> found =
          actual.getOrDefault(rule.getKey(), List.of()).stream()
              .filter(of -> rule.getValue().stream().anyMatch(text -> isEqual(text, of)))
              .findFirst();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      reasons.add(rule.getKey().key() + " is " + found.get());
    }
    return Optional.of(reasons);
  }

  private static boolean isEqual(String text, String other) {
    return !other.isEmpty() && text.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
