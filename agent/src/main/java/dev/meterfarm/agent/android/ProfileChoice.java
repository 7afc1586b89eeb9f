package dev.meterfarm.agent.android;

import java.util.List;
import java.util.Optional;

/** The profile for a phone, and why it is that one. */
record ProfileChoice(AndroidProfile profile, List<String> reasons) {
  /** The profile with the most rules that all hold; the first of several. */
  static Optional<ProfileChoice> of(List<AndroidProfile> profiles, PhoneFacts facts) {
    Optional<ProfileChoice> best = Optional.empty();
    for (AndroidProfile profile : profiles) {
      Optional<List<String>> reasons = profile.match().reasons(facts.traits());
      if (reasons.isPresent()
          && (best.isEmpty() || reasons.get().size() > best.get().reasons().size())) {
        best = Optional.of(new ProfileChoice(profile, reasons.get()));
      }
    }
    return best;
  }

  String why() {
    return reasons.isEmpty() ? "it is for any phone" : String.join(", ", reasons);
  }
}
