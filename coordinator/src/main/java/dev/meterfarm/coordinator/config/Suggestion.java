package dev.meterfarm.coordinator.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known word that is nearest to a mistyped one. */
final class Suggestion {
  private Suggestion() {}

  /** A remedy that names the nearest word, or all of them if none is near. */
  static String among(Collection<String> known, String typed) {
    return nearest(known, typed)
        .map(word -> "did you mean '" + word + "'?")
        .orElse("known: " + String.join(", ", known.stream().sorted().toList()));
  }

  private static Optional<String> nearest(Collection<String> known, String typed) {
    String word = typed.toLowerCase(Locale.ROOT);
    if (word.length() >= 3) {
      Optional<String> longer =
          known.stream()
              .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(word))
              .min(Comparator.naturalOrder());
      if (longer.isPresent()) {
        return longer;
      }
    }
    int tolerated = Math.max(1, word.length() / 3);
    return known.stream()
        .filter(candidate -> distance(candidate.toLowerCase(Locale.ROOT), word) <= tolerated)
        .min(
            Comparator.<String>comparingInt(
                    candidate -> distance(candidate.toLowerCase(Locale.ROOT), word))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many letters must be changed, added or left out. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
